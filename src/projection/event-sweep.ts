import type { EventLog } from '../store/event.ts'
import { batches } from './batches.ts'
import { changedKeys } from './changed-keys.ts'
import { Fold } from './fold.ts'
import type { PairSource } from './pair-source.ts'
import type { Projection } from './projection.ts'
import type { DocumentPair } from './reader.ts'
import { documentOf, textsOf } from './replay.ts'
import { type Version, versionAt } from './versions.ts'

/** So few documents that are streams are read by the index; more, and the log is read through. */
const few_streams = 16

/**
 * The changes by neighbouring events, as `eventPairs` gives them: the documents that they touch are brought up to the first
 * of them together, and from there the log is folded on once, as a rebuild folds it.
 * @param positions ascending
 */
export function sweptPairs(
  { projection, log, entriesOf }: PairSource,
  positions: readonly number[],
  wants: ((key: string) => boolean) | undefined,
): Map<number, DocumentPair[]> {
  const pairs = new Map<number, DocumentPair[]>()
  const after = (positions[0] as number) - 1
  const upTo = positions.at(-1) as number
  const touched = changedKeys(projection, log, { after, upTo })
  const keys = wants === undefined ? touched : touched.filter(wants)
  if (keys.length === 0) return pairs
  const versions = new Map(
    keys.map((key): [string, Version] => [key, versionAt(entriesOf(key, after), key, after)]),
  )
  const texts = textsOf(versions, () => ({ projection, log, watched: false }))
  const isAsked = positions.length === upTo - after ? () => true : isIn(positions)
  const fold = new Fold(projection, {
    log,
    keepEvery: Number.POSITIVE_INFINITY,
    ...(wants !== undefined && { accepts: (key: string) => texts.has(key) }),
    shelf: { open: (key) => documentOf(projection, key, texts.get(key) ?? null), keep: () => {} },
    changed: (document) => {
      const { key, lastPosition } = document
      const before = texts.get(key)
      const json = fold.textOf(document)
      texts.set(key, json)
      if (!isAsked(lastPosition)) return
      const pair = { key, before: before ?? undefined, after: json ?? undefined }
      const list = pairs.get(lastPosition)
      if (list === undefined) pairs.set(lastPosition, [pair])
      else list.push(pair)
    },
  })
  for (const batch of batches(log, { ...queryOf(projection, keys), after, upTo })) fold.run(batch)
  return pairs
}

function isIn(positions: readonly number[]): (position: number) => boolean {
  const all = new Set(positions)
  return (position) => all.has(position)
}

function queryOf(
  { keys: kind, query }: Projection,
  keys: readonly string[],
): Pick<Parameters<EventLog['read']>[0] & object, 'types' | 'streams' | 'categories'> {
  return kind === 'stream' && keys.length <= few_streams ? { ...query, streams: keys } : query
}
