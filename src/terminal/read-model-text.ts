import type { FoundDocument } from '../projection/find-document.ts'
import type { ReadModels } from '../projection/read-models.ts'
import type { RebuiltModel } from '../projection/rebuild.ts'
import type { Snapshot } from '../projection/snapshot.ts'
import type { VerifiedModel } from '../projection/verify.ts'
import { isoTime } from '../store/iso-time.ts'
import { indentedJson } from './indented-json.ts'
import { type JsonFields, rawJson } from './json.ts'
import type { Terminal } from './terminal.ts'

/** Laid out on a terminal; in a pipe the exact text on one line. */
export function foundText({ json }: FoundDocument, { isTerminal, safeJson }: Terminal): string {
  return safeJson(isTerminal ? indentedJson(json) : json)
}

export function foundFields({ projection, key, path, json }: FoundDocument, at: number): JsonFields {
  return { at, projection, key, path, value: rawJson(json) }
}

/** So many are worth a word, or a fold of everything. */
export const many_events = 10_000

/** What makes the next read fast, where this one folded much because the store does not hold it. */
export function foldedHint(reader: ReadModels): string | undefined {
  for (const [name, events] of reader.folded)
    if (events > many_events)
      return `${events} events were folded in memory: store the read model with 'es rebuild-projection ${name}'`
  return undefined
}

export function* rebuiltLines(models: readonly RebuiltModel[], { colours }: Terminal): Generator<string> {
  for (const model of models) {
    const { name, outcome, position, events } = model
    if (outcome === 'failed')
      yield `${name} ${colours.error('failed')}, stays at ${colours.position(position)}`
    else if (outcome === 'fresh') yield `${name} is fresh at ${colours.position(position)}`
    else if (outcome === 'renewed')
      yield `${name} is fresh at ${colours.position(position)}: only comments or white space changed`
    else {
      const verb = outcome === 'built' ? 'built' : 'caught up'
      yield `${name} ${verb}, ${events} ${plural('event', events)}, fresh at ${colours.position(position)}`
    }
  }
}

export function rebuiltFields(model: RebuiltModel): JsonFields {
  const { name, outcome, position, events, error } = model
  return {
    name,
    state: outcome === 'failed' ? 'failed' : 'fresh',
    outcome,
    position,
    events,
    message: error?.message,
  }
}

export function* verifiedLines(models: readonly VerifiedModel[], { colours }: Terminal): Generator<string> {
  for (const { name, isStored, position, documents, drifted } of models) {
    const place = `at ${colours.position(position)}`
    if (!isStored) yield `${name} ${colours.warning('is not stored')} for the code as it is now`
    else if (drifted === 0)
      yield `${name} ${colours.good('verified')} ${place}, ${documents} ${plural('document', documents)}`
    else
      yield `${name} ${colours.error('drifted')} ${place}: ${drifted} of ${documents} ${plural('document', documents)} differ`
  }
}

export function verifiedFields({ name, isStored, position, documents, drifted }: VerifiedModel): JsonFields {
  const state = !isStored ? 'not-stored' : drifted === 0 ? 'verified' : 'drifted'
  return { name, state, position, documents, drifted }
}

export function snapshotLine(snapshot: Snapshot, { colours }: Terminal): string {
  const { name, position, timeMs, documents, sizeBytes } = snapshot
  const size = `${documents} ${plural('document', documents)}, ${sizeBytes} bytes`
  return `${colours.position(position)} ${name} ${colours.time(isoTime(timeMs))} ${size}`
}

export function snapshotFields({ name, position, timeMs, documents, sizeBytes }: Snapshot): JsonFields {
  return { name, position, time: isoTime(timeMs), documents, sizeBytes }
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`
}
