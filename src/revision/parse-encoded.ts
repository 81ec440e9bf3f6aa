import type { Base } from './ast.ts'
import { malformed, quotedAt, readCount } from './malformed.ts'
import { decodePercent, encodeStream, firstRawIndex } from './percent.ts'

/** `order-42@7`, `stream:my%20order@7`: only after `stream:` does a percent sign mean anything. */
export function parseStream(text: string, base: string): Base {
  const isBare = !base.startsWith('stream:')
  const start = isBare ? 0 : 'stream:'.length
  const at = base.lastIndexOf('@')
  const digits = base.slice(at + 1)
  if (at < start || !/^\d+$/.test(digits))
    throw malformed(text, base.length, "the number of the event in the stream is missing, like '@7'")
  const encoded = base.slice(start, at)
  if (encoded === '') throw malformed(text, start, "the name of the stream is missing before '@'")
  const raw = isBare
    ? firstRawIndex(encoded.replaceAll('%', '/'), 'stream')
    : firstRawIndex(encoded, 'stream')
  if (raw !== -1)
    throw malformed(text, start + raw, `unexpected ${quotedAt(text, start + raw)}`, streamHint(base))
  return { kind: 'stream', stream: decoded(text, encoded, start), version: readCount(text, at + 1, digits) }
}

/** How an event of a stream is written when its name holds characters that mean something else. */
export function streamHint(base: string): string | undefined {
  const stream = /^(?:stream:)?(.+)@(\d+)$/su.exec(base)
  if (stream?.[1] === undefined) return undefined
  return `the event of a stream is written 'stream:${encodeStream(stream[1])}@${stream[2]}'`
}

/** `id:` and the id, or its beginning. */
export function parseId(text: string, base: string): Base {
  const start = 'id:'.length
  const encoded = base.slice(start)
  if (encoded === '') throw malformed(text, start, "an id is missing after 'id:'")
  const raw = firstRawIndex(encoded, 'id')
  const hint = 'write such characters percent-encoded: %20 for a space'
  if (raw !== -1) throw malformed(text, start + raw, `unexpected ${quotedAt(text, start + raw)}`, hint)
  return { kind: 'id', id: decoded(text, encoded, start) }
}

function decoded(text: string, encoded: string, start: number): string {
  const plain = decodePercent(encoded)
  if (plain === undefined) throw malformed(text, start, 'its percent-encoding is not UTF-8')
  return plain
}
