import { NumberInexactError } from '../errors.ts'
import type { EventJson, RecordedEvent } from './event.ts'

/** What `console.log` asks an object for, by a name that every realm shares. */
export const inspected = Symbol.for('nodejs.util.inspect.custom')

/** A number in its data or meta that no double holds makes `JSON.stringify` throw. @throws {NumberInexactError} */
export function eventJson(event: RecordedEvent, branch: string): EventJson {
  return { ...headOf(event, branch), data: event.data, meta: event.meta, ...endOf(event) }
}

/** The same for `console.log`, which must not fail: where values cannot say what was recorded, their text does. */
export function inspectedEvent(event: RecordedEvent, branch: string): object {
  const { json, metaJson } = event
  return {
    ...headOf(event, branch),
    ...valueOr({ json }, () => ({ data: readable(event.data) })),
    ...valueOr({ metaJson }, () => ({ meta: readable(event.meta) })),
    ...endOf(event),
  }
}

/** @throws {NumberInexactError} a member cannot be read. */
function readable(value: unknown): unknown {
  JSON.stringify(value)
  return value
}

function headOf(event: RecordedEvent, branch: string) {
  const { position, stream, version, type, id, time } = event
  return { position, branch, stream, version, type, id, time }
}

function endOf({ hash, salt }: RecordedEvent): { hash: string; salt?: string } {
  return salt === undefined ? { hash } : { hash, salt }
}

function valueOr(text: object, value: () => object): object {
  try {
    return value()
  } catch (error) {
    if (error instanceof NumberInexactError) return text
    throw error
  }
}
