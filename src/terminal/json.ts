/** A JSON text to be embedded as it is: a stored `data` is printed as its stored text. */
export class RawJson {
  constructor(readonly text: string) {}
}

export function rawJson(text: string): RawJson {
  return new RawJson(text)
}

/**
 * What a document may hold. Members that are `undefined` are left out. An iterable that is not an array becomes an
 * array whose members are made while it is written, so that a long list needs no memory.
 */
export type JsonValue =
  | RawJson
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly JsonValue[]
  | Iterable<JsonValue>
  | JsonFields

export interface JsonFields {
  readonly [name: string]: JsonValue
}

/** One document on one line, `"v":1` first, in pieces. The pieces of a list follow its iterable. */
export function* documentPieces(fields: JsonFields): Generator<string> {
  yield* pieces({ v: 1, ...fields })
}

/** One document on one line, `"v":1` first. */
export function documentText(fields: JsonFields): string {
  return jsonText({ v: 1, ...fields })
}

/** The JSON text of a value, without white space. */
export function jsonText(value: JsonValue): string {
  if (value instanceof RawJson) return value.text
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  if (isIterable(value)) return `[${Array.from(value, jsonText).join(',')}]`
  const members: string[] = []
  for (const [name, member] of Object.entries(value))
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${jsonText(member)}`)
  return `{${members.join(',')}}`
}

function* pieces(value: JsonValue): Generator<string> {
  if (isIterable(value) && !Array.isArray(value)) {
    let separator = '['
    for (const member of value) {
      yield separator + jsonText(member)
      separator = ','
    }
    yield separator === '[' ? '[]' : ']'
  } else if (isFields(value)) {
    let separator = '{'
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue
      yield `${separator}${JSON.stringify(name)}:`
      yield* pieces(member)
      separator = ','
    }
    yield separator === '{' ? '{}' : '}'
  } else yield jsonText(value)
}

function isIterable(value: JsonValue): value is Iterable<JsonValue> & object {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function isFields(value: JsonValue): value is JsonFields {
  return (
    typeof value === 'object' && value !== null && !(value instanceof RawJson) && !(Symbol.iterator in value)
  )
}
