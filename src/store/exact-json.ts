import { EventInvalidError, JsonInvalidError } from '../errors.ts'
import { isCompactExact } from './compact-json.ts'

/** How deep arrays and objects may be nested in an event's data or meta. */
export const max_depth = 512

export interface ExactText {
  /** The text without white space between tokens, otherwise as it came. */
  readonly text: string
  /** False when a number in it is not what a double would print: 2^53 + 1, 1e400. */
  readonly exact: boolean
}

/**
 * Checks a JSON text and drops the white space between its tokens.
 *
 * Most texts need one look at their characters. One that equals its own re-serialisation needs no slower look either:
 * it has no duplicate keys and no inexact numbers.
 * @throws {JsonInvalidError} not JSON, duplicate keys, nested too deep, or not well-formed Unicode.
 */
export function exactText(text: string): ExactText {
  if (isCompactExact(text)) return { text, exact: true }
  if (text.length > 2 * max_depth) checkDepth(text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new JsonInvalidError(`invalid JSON: ${(error as Error).message}`, { path: '' })
  }
  if (JSON.stringify(value) === text) return { text, exact: true }
  if (!text.isWellFormed()) throw new JsonInvalidError('invalid JSON: a lone surrogate', { path: '' })
  return new Scanner(text).run()
}

/**
 * The JSON text of a value that says exactly what the value says.
 * @throws {EventInvalidError} with the path (JSON Pointer) of what JSON would lose or change.
 */
export function exactJson(value: unknown): string {
  checkExact(value, '', 0)
  return JSON.stringify(value)
}

/** A number of a text that a double cannot hold. */
export interface InexactNumber {
  /** JSON Pointer (RFC 6901). */
  readonly path: string
  /** As it was written. */
  readonly text: string
}

/** All such numbers of a text, in its order. */
export function inexactNumbers(text: string): readonly InexactNumber[] {
  const scanner = new Scanner(text)
  scanner.run()
  return scanner.inexact
}

function checkDepth(text: string): void {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === 0x5c) at++
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x5b || code === 0x7b) {
      depth++
      if (depth > max_depth)
        throw new JsonInvalidError(`invalid JSON: nested more than ${max_depth} levels deep`, {
          path: '',
          offset: at,
        })
    } else if (code === 0x5d || code === 0x7d) depth--
  }
}

function checkExact(value: unknown, path: string, depth: number): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return
    case 'number':
      if (!Number.isFinite(value)) throw inexact(path, String(value))
      if (Object.is(value, -0)) throw inexact(path, '-0')
      return
    case 'object':
      if (value === null) return
      if (depth === max_depth)
        throw new EventInvalidError(
          `nested more than ${max_depth} levels deep, or a cycle, at '${shortened(path)}'`,
        )
      if (Array.isArray(value)) checkArray(value, path, depth)
      else checkObject(value, path, depth)
      return
    default:
      throw inexact(path, value === undefined ? 'undefined' : `a ${typeof value}`)
  }
}

function checkArray(value: readonly unknown[], path: string, depth: number): void {
  if (Object.keys(value).length !== value.length)
    throw inexact(path, 'an array with holes or named properties')
  for (let index = 0; index < value.length; index++) checkExact(value[index], `${path}/${index}`, depth + 1)
}

function checkObject(value: object, path: string, depth: number): void {
  const prototype: unknown = Object.getPrototypeOf(value)
  // A plain object of another realm has another Object.prototype, which has itself no prototype.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw inexact(path, `a ${value.constructor?.name ?? 'class instance'}`)
  if (Object.getOwnPropertySymbols(value).length > 0) throw inexact(path, 'a symbol key')
  for (const key of Object.keys(value))
    checkExact((value as Record<string, unknown>)[key], `${path}/${pointerToken(key)}`, depth + 1)
}

function inexact(path: string, what: string): EventInvalidError {
  return new EventInvalidError(`${what} at '${shortened(path)}' cannot be kept as JSON`)
}

const shown_path_length = 100

/** The beginning of a path: that of a cycle goes through the same names again and again. */
function shortened(path: string): string {
  return path.length <= shown_path_length ? path : `${path.slice(0, shown_path_length)}…`
}

/** One reference token of a JSON Pointer (RFC 6901). */
export function pointerToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Walks a text that `JSON.parse` has accepted: compacts it, finds duplicate keys and inexact numbers. */
class Scanner {
  readonly #text: string
  #at = 0
  readonly #out: string[] = []
  /** The keys seen so far of each object that is open. */
  readonly #keys: Set<string>[] = []
  readonly inexact: InexactNumber[] = []

  constructor(text: string) {
    this.#text = text
  }

  run(): ExactText {
    this.#value('')
    return { text: this.#out.join(''), exact: this.inexact.length === 0 }
  }

  #skipSpace(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code
      this.#at++
    }
  }

  #value(path: string): void {
    const code = this.#skipSpace()
    if (code === 0x7b) this.#members(0x7d, () => this.#member(path))
    else if (code === 0x5b) this.#members(0x5d, (index) => this.#value(`${path}/${index}`))
    else if (code === 0x22) this.#out.push(this.#string())
    else this.#scalar(path)
  }

  #members(end: number, member: (index: number) => void): void {
    this.#out.push(this.#text[this.#at++] as string)
    this.#keys.push(new Set())
    for (let index = 0; this.#skipSpace() !== end; index++) {
      if (this.#text.charCodeAt(this.#at) === 0x2c) {
        this.#at++
        this.#out.push(',')
      }
      member(index)
    }
    this.#keys.pop()
    this.#out.push(this.#text[this.#at++] as string)
  }

  #member(path: string): void {
    this.#skipSpace()
    const offset = this.#at
    const token = this.#string()
    const key = JSON.parse(token) as string
    const keyPath = `${path}/${pointerToken(key)}`
    const keys = this.#keys.at(-1) as Set<string>
    if (keys.has(key))
      throw new JsonInvalidError(`invalid JSON: duplicate key at '${keyPath}'`, { path: keyPath, offset })
    keys.add(key)
    this.#skipSpace()
    this.#at++
    this.#out.push(token, ':')
    this.#value(keyPath)
  }

  #string(): string {
    const start = this.#at++
    while (this.#text.charCodeAt(this.#at) !== 0x22)
      this.#at += this.#text.charCodeAt(this.#at) === 0x5c ? 2 : 1
    this.#at++
    return this.#text.slice(start, this.#at)
  }

  #scalar(path: string): void {
    scalar_pattern.lastIndex = this.#at
    const token = scalar_pattern.exec(this.#text)?.[0] ?? ''
    this.#at += token.length
    this.#out.push(token)
    if (!isExactNumber(token)) this.inexact.push({ path, text: token })
  }
}

const scalar_pattern = /[-+.0-9A-Za-z]+/y

/** Whether a double prints the same decimal number again (`1.0` does, `9007199254740993` and `1e400` do not). */
function isExactNumber(token: string): boolean {
  const first = token.charCodeAt(0)
  if (first !== 0x2d && (first < 0x30 || first > 0x39)) return true
  const printed = String(Number(token))
  return printed === token || decimal(printed) === decimal(token)
}

/** A decimal number's canonical form: digits without leading and trailing zeros, and the exponent of the last. */
function decimal(token: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token)
  if (match === null) return token
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const shift = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length)
  return `${sign}${significant}e${shift}`
}
