import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { bin } from './places.ts'

const root = resolve(import.meta.dirname, '../../..')

/** What a command says with --json, on a line with --jsonl, and of an error. */
export interface Schemas {
  readonly document: ValidateFunction
  readonly line: ValidateFunction | undefined
  readonly error: ValidateFunction
}

/** The schema that `es help --schema` prints, which must be the one that is installed. */
export function schemaOf(command: string): Schemas {
  const text = execFileSync(process.execPath, [bin, 'help', '--schema', command], { encoding: 'utf8' })
  expect(text).toBe(readFileSync(join(root, 'dist/schemas', `${command}.json`), 'utf8'))
  const schema = closed(JSON.parse(text)) as { $defs: Record<string, object> }
  const ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    formats: { 'date-time': isTime, date: isDay },
  })
  const part = (name: string) => ajv.compile({ ...schema.$defs[name], $defs: schema.$defs })
  ajv.compile(schema)
  const { line } = schema.$defs
  return { document: part('document'), line: line && part('line'), error: part('error') }
}

/** Without room for members that are not named, where members are named. */
function closed(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map(closed)
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]))
  return 'properties' in schema ? { ...inner, additionalProperties: false } : inner
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text))
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text)
}

export function expectValid(text: string, validate: ValidateFunction): void {
  const isValid = validate(JSON.parse(text))
  expect({ isValid, errors: validate.errors ?? [], text }).toEqual({ isValid: true, errors: [], text })
}
