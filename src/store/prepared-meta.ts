import { JsonInvalidError } from '../errors.ts'
import { digestOf } from './chain.ts'
import type { NewEvent } from './event.ts'
import { exactJson, exactText } from './exact-json.ts'
import { ownCopy, Recurring } from './recurring.ts'

/** A meta that has been checked, with what the log needs of it. */
export interface PreparedMeta {
  readonly text: string
  readonly exact: boolean
  readonly sizeBytes: number
  /** Hex SHA-256. */
  readonly digest: string
}

/** Checked metas by the text they came as: most events of an application share a few, such as its users' names. */
const remembered = new Recurring<PreparedMeta>()

/** Made when it is needed, which it is not to read: it takes a digest. */
let empty_meta: PreparedMeta | undefined

/** @throws {EventInvalidError} {@link JsonInvalidError} not a JSON object, or not exact. */
export function prepareMeta(event: NewEvent): PreparedMeta {
  if (event.metaJson === undefined)
    return event.meta === undefined ? emptyMeta() : object(exactJson(event.meta), true)
  const known = remembered.get(event.metaJson)
  if (known !== undefined) return known
  const { text, exact } = exactText(event.metaJson)
  if (!Recurring.takes(event.metaJson)) return object(text, exact)
  const meta = object(ownCopy(text), exact)
  remembered.remember(event.metaJson, meta)
  return meta
}

function emptyMeta(): PreparedMeta {
  empty_meta ??= prepared('{}', true)
  return empty_meta
}

function object(text: string, exact: boolean): PreparedMeta {
  if (!text.startsWith('{')) throw new JsonInvalidError('meta must be a JSON object', { path: '' })
  return prepared(text, exact)
}

function prepared(text: string, exact: boolean): PreparedMeta {
  return { text, exact, sizeBytes: Buffer.byteLength(text), digest: digestOf(text) }
}
