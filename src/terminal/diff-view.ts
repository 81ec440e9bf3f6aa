import type { DocumentDifference } from '../diff/compare.ts'
import { jsonPatch } from '../diff/patch.ts'
import type { RecordedEvent } from '../store/event.ts'
import { diffNameStatus, diffNames, diffNamesForPrograms } from './diff-names.ts'
import { diffStat } from './diff-stat.ts'
import { type DiffLabels, diffText } from './diff-text.ts'
import { type JsonFields, rawJson } from './json.ts'
import { logLine } from './log-text.ts'
import type { Terminal } from './terminal.ts'

/** In which form differences are shown. */
export type DiffForm =
  | { readonly kind: 'text'; readonly contextLines: number }
  | { readonly kind: 'stat' }
  | { readonly kind: 'names' | 'name-status'; readonly forPrograms: boolean }

/** The pieces to write, each with what ends it. */
export function* diffPieces(
  differences: Iterable<DocumentDifference>,
  form: DiffForm,
  labels: DiffLabels,
  terminal: Terminal,
): IterableIterator<string> {
  if (form.kind === 'text') yield* ended(diffText(differences, { ...labels, ...form }, terminal))
  else if (form.kind === 'stat') yield* ended(diffStat(differences, terminal))
  else if (form.forPrograms) yield* diffNamesForPrograms(differences, { status: form.kind === 'name-status' })
  else if (form.kind === 'names') yield* ended(diffNames(differences, terminal))
  else yield* ended(diffNameStatus(differences, terminal))
}

function* ended(lines: Iterable<string>): IterableIterator<string> {
  for (const line of lines) yield `${line}\n`
}

/** The events between the two positions, oldest first and one a line, before the rest. */
export function* withEvents(
  events: Iterable<RecordedEvent> | undefined,
  pieces: Iterable<string>,
  terminal: Terminal,
): IterableIterator<string> {
  if (events !== undefined) {
    for (const event of events) yield logLine(event, terminal)
    yield ''
  }
  yield* pieces
}

/** One document of `--json`; `patch` is a JSON Patch (RFC 6902). */
export function differenceFields(difference: DocumentDifference): JsonFields {
  const { projection, key, status } = difference
  return { projection, key, status, patch: rawJson(JSON.stringify(jsonPatch(difference))) }
}
