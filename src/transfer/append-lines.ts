import { EsError, LineInvalidError } from '../errors.ts'
import type { ExpectedVersion, NewEvent } from '../store/event.ts'
import { parseExpectedVersion } from './expected-version.ts'
import { JsonShapeError, visitMembers } from './json-members.ts'

/** A line of an atomic append: an event, and how many events its stream must have before the whole append. */
export interface AppendLine {
  readonly event: NewEvent
  readonly expect: ExpectedVersion | undefined
}

const text_members = ['stream', 'type', 'id']
const known_members = [...text_members, 'data', 'meta', 'erasable', 'expect']

/**
 * Events for one atomic append, one JSON object a line: `stream type data? meta? id? erasable? expect?`. Empty lines
 * are skipped; data and meta keep their text exactly.
 * @throws {LineInvalidError} with the line's number.
 */
export function readAppendLines(text: string): AppendLine[] {
  const lines: AppendLine[] = []
  let line = 0
  for (const lineText of text.split('\n')) {
    line++
    if (lineText.trim() === '') continue
    lines.push(readLine(lineText, line))
  }
  return lines
}

function readLine(text: string, line: number): AppendLine {
  const members = membersOf(text, line)
  const value = (name: string): unknown => parsed(members.get(name), line)
  const event: NewEvent = {
    stream: required(value('stream'), 'stream', line),
    type: required(value('type'), 'type', line),
    json: members.get('data') ?? 'null',
    metaJson: members.get('meta') ?? '{}',
    ...(members.has('id') ? { id: required(value('id'), 'id', line) } : {}),
    ...(value('erasable') === true ? { erasable: true } : {}),
  }
  return { event, expect: members.has('expect') ? expectOf(value('expect'), line) : undefined }
}

function membersOf(text: string, line: number): Map<string, string> {
  const members = new Map<string, string>()
  try {
    visitMembers(text, 0, text.length, {
      member(name, from, to) {
        if (!known_members.includes(name))
          throw new LineInvalidError({ line }, `unknown member '${name}'`, hintFor(name))
        if (members.has(name)) throw new LineInvalidError({ line }, `duplicate member '${name}'`)
        members.set(name, text.slice(from, to))
      },
    })
  } catch (error) {
    if (error instanceof JsonShapeError)
      throw new LineInvalidError({ line }, `invalid JSON: ${error.message}`)
    throw error
  }
  return members
}

function hintFor(name: string): string | undefined {
  return name === 'time' ? "append records its own time; 'es import' keeps the file's" : undefined
}

function parsed(text: string | undefined, line: number): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new LineInvalidError({ line }, `invalid JSON: ${(error as Error).message}`)
  }
}

function required(value: unknown, name: string, line: number): string {
  if (value === undefined) throw new LineInvalidError({ line }, `'${name}' is missing`)
  if (typeof value !== 'string') throw new LineInvalidError({ line }, `'${name}' must be a string`)
  return value
}

function expectOf(value: unknown, line: number): ExpectedVersion {
  try {
    return parseExpectedVersion(typeof value === 'number' ? String(value) : (value as string))
  } catch (error) {
    throw error instanceof EsError ? new LineInvalidError({ line }, error.message) : error
  }
}
