import { JsonInvalidError, TimeInvalidError, UsageError } from '../errors.ts'
import { Recurring } from '../store/recurring.ts'
import { epochReason, epochTime, jqTimeFilter } from './epoch-time.ts'
import type { FileEvent } from './import-row.ts'
import type { FileTime, TimeReader } from './import-time.ts'
import { JsonShapeError, visitMembers } from './json-members.ts'

/** The members that a line may have; those after `salt` are what an export says besides, and a store decides anew. */
const known = [
  'stream',
  'type',
  'data',
  'meta',
  'id',
  'time',
  'salt',
  'v',
  'position',
  'branch',
  'version',
  'hash',
]

/**
 * One event from one line: `stream type data meta? id? time?` and the other members of an exported event. Data and meta
 * keep their text exactly, and are checked only when they are appended.
 * @param start and `end`: where the line stands in `text`, its line end included.
 * @returns undefined for an empty line.
 * @throws {JsonInvalidError} {@link TimeInvalidError}
 */
export function readEventLine(
  text: string,
  start: number,
  end: number,
  readTime: TimeReader,
): FileEvent | undefined {
  members.begin(text)
  try {
    visitMembers(text, start, end, members)
  } catch (error) {
    if (!(error instanceof JsonShapeError)) throw error
    const line = text.slice(start, end)
    if (line.trim() === '') return undefined
    throw new JsonInvalidError(shapeMessage(line, error), { path: '', offset: error.offset - start })
  }
  return members.event(readTime)
}

/** What `JSON.parse` says about the line, which is known to every reader; or what our own look found. */
function shapeMessage(line: string, error: JsonShapeError): string {
  try {
    JSON.parse(line)
    return `invalid JSON: ${error.message}`
  } catch (cause) {
    return `invalid JSON: ${(cause as Error).message}`
  }
}

/** The members of one line after the other, so that a line costs no object but its event. */
class LineMembers {
  #text = ''
  /** Of each known member, where its value begins and ends; 0 and 0 when the line has none. */
  readonly #spans = new Uint32Array(known.length * 2)
  /** Types by their tokens: a history has few. */
  readonly #types = new Recurring<string>()

  begin(text: string): void {
    this.#text = text
    this.#spans.fill(0)
  }

  member(name: string, from: number, to: number): void {
    const index = known.indexOf(name)
    if (index === -1)
      throw new UsageError(`unknown key '${name}'`, {
        hint: 'an event has stream, type, data, meta, id and time',
      })
    if (this.#spans[2 * index + 1] !== 0)
      throw new JsonInvalidError(`duplicate key '${name}'`, { path: `/${name}` })
    this.#spans[2 * index] = from
    this.#spans[2 * index + 1] = to
  }

  event(readTime: TimeReader): FileEvent {
    for (let index = known.indexOf('v'); index < known.length; index++) this.#checkIgnored(index)
    const time = this.#time(readTime)
    const event = {
      stream: this.#required(0),
      type: this.#type(),
      json: this.#value(2) ?? 'null',
      metaJson: this.#value(3) ?? '{}',
      id: this.#string(4),
      timeMs: time?.ms,
      salt: this.#string(6),
    }
    return { event, time }
  }

  #time(readTime: TimeReader): FileTime | undefined {
    const token = this.#value(5)
    if (token === undefined) return undefined
    if (token === 'null')
      throw new TimeInvalidError("'time' is null", { hint: "leave it out: jq -c 'del(.time | nulls)'" })
    const digits = /^"?(-?[\d.]+)"?$/.exec(token)?.[1]
    const epoch = digits === undefined ? undefined : epochTime(digits)
    if (digits === undefined || epoch === undefined) return readTime(this.#string(5) as string)
    throw new TimeInvalidError(epochReason(digits, epoch), {
      hint: `convert it: jq -c '${jqTimeFilter(token, epoch)}'`,
    })
  }

  #value(index: number): string | undefined {
    const to = this.#spans[2 * index + 1] as number
    return to === 0 ? undefined : this.#text.slice(this.#spans[2 * index], to)
  }

  /** A copy: a slice would keep the whole block alive for as long as the store knows the name. */
  #string(index: number): string | undefined {
    const token = this.#value(index)
    if (token === undefined) return undefined
    const value = token.startsWith('"') ? parsed(token, index) : undefined
    if (typeof value !== 'string')
      throw new JsonInvalidError(
        `'${known[index]}' ${token === 'null' ? 'is null, and must' : 'must'} be a string`,
        { path: `/${known[index]}` },
      )
    return value
  }

  #type(): string {
    const token = this.#value(1) ?? ''
    const remembered = this.#types.get(token)
    if (remembered !== undefined) return remembered
    const type = this.#required(1)
    this.#types.remember(token, type)
    return type
  }

  #required(index: number): string {
    const value = this.#string(index)
    if (value === undefined) throw new JsonInvalidError(`'${known[index]}' is missing`, { path: '' })
    return value
  }

  #checkIgnored(index: number): void {
    const token = this.#value(index)
    if (token !== undefined) parsed(token, index)
  }
}

const members = new LineMembers()

function parsed(token: string, index: number): unknown {
  try {
    return JSON.parse(token)
  } catch (error) {
    throw new JsonInvalidError(`invalid JSON: ${(error as Error).message}`, { path: `/${known[index]}` })
  }
}
