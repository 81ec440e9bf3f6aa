import type { Supposition } from '../analysis/suppose.ts'
import type { DocumentDifference } from '../diff/compare.ts'
import { jsonPatch } from '../diff/patch.ts'
import { documentName } from './diff-text.ts'
import { eventPlace } from './event-text.ts'
import { type JsonFields, rawJson } from './json.ts'
import type { Terminal } from './terminal.ts'

/** Each document that would be another, as it would be. */
export function* supposedDocuments(
  differences: Iterable<DocumentDifference>,
  { colours, safe, safeLine }: Terminal,
): IterableIterator<string> {
  for (const difference of differences) {
    const { status, afterText } = difference
    yield colours.heading(`${safeLine(documentName(difference))} would be ${status}`)
    if (status !== 'removed') yield safe(afterText)
  }
}

/** The events with the places that they would have, `12 cart-7@3 ItemAdded`, then the documents; short: only these. */
export function* supposedText(
  { events }: Supposition,
  terminal: Terminal,
  { isShort, documents }: { isShort: boolean; documents: Iterable<string> },
): IterableIterator<string> {
  const { colours, safeLine } = terminal
  let isBegun = isShort || events.length === 0
  if (!isShort)
    for (const { position, stream, version, type } of events)
      yield `${colours.position(position)} ${eventPlace({ stream, version }, terminal)} ${colours.type(safeLine(type))}`
  for (const line of documents) {
    if (!isBegun) yield ''
    isBegun = true
    yield line
  }
}

export function suppositionJson(
  supposition: Supposition,
  differences: Iterable<DocumentDifference>,
  { asPatch }: { asPatch: boolean },
): JsonFields {
  const { from, to, events } = supposition
  return {
    at: from,
    to,
    events: events.map(({ position, stream, version, type, id, time }) => {
      return { position, stream, version, type, id, time }
    }),
    documents: documentFields(differences, asPatch),
  }
}

function* documentFields(
  differences: Iterable<DocumentDifference>,
  asPatch: boolean,
): IterableIterator<JsonFields> {
  for (const difference of differences) {
    const { projection, key, status, after } = difference
    const what = asPatch
      ? { patch: rawJson(JSON.stringify(jsonPatch(difference))) }
      : { value: after === undefined ? undefined : rawJson(JSON.stringify(after)) }
    yield { projection, key, status, ...what }
  }
}
