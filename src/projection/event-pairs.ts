import type { RecordedEvent } from '../store/event.ts'
import { batchOfEvents } from './batches.ts'
import { sweptPairs } from './event-sweep.ts'
import { projectionFailure } from './failure.ts'
import { Fold } from './fold.ts'
import { compareKeys, sortKeys } from './key-order.ts'
import type { PairSource } from './pair-source.ts'
import type { Projection } from './projection.ts'
import type { DocumentPair } from './reader.ts'
import { documentOf, eventAt } from './replay.ts'
import { type Stretch, stretchAt } from './versions.ts'

/** A document's own events from one of its entries on, folded once, and the texts that are wanted on the way. */
interface Run {
  readonly key: string
  readonly stretch: Stretch
  readonly wanted: number[]
  /** Its events up to the last that is wanted, ascending, each with the position that it is folded over. */
  own: ReadonlyMap<number, number>
  /** Position → the text after that event; the base's is under the base's position. */
  readonly texts: Map<number, string | null>
}

/** Events are neighbours when one of so many positions is asked for, or more. */
const neighbour_distance = 4

/**
 * The changes by some events: for each of them the documents that it touches, before and after it, in key order. Costs
 * one fold of each event and not one for each that is asked for.
 * @param positions ascending
 * @param wants which documents are looked at; all when left out
 */
export function eventPairs(
  source: PairSource,
  positions: readonly number[],
  wants?: (key: string) => boolean,
): Map<number, DocumentPair[]> {
  const pairs = areNeighbours(positions)
    ? sweptPairs(source, positions, wants)
    : scatteredPairs(source, positions, wants)
  for (const list of pairs.values()) if (list.length > 1) list.sort((a, b) => compareKeys(a.key, b.key))
  return pairs
}

function areNeighbours(positions: readonly number[]): boolean {
  const [first = 0] = positions
  const last = positions.at(-1) ?? first
  return positions.length > 1 && last - first < positions.length * neighbour_distance
}

/** Events far from one another: a document is folded from entry to entry once for all the events between. */
function scatteredPairs(
  source: PairSource,
  positions: readonly number[],
  wants: (key: string) => boolean = () => true,
): Map<number, DocumentPair[]> {
  const events = new Map(positions.map((position) => [position, eventAt(source.log, position)]))
  const touched = touchedBy(source.projection, [...events.values()], wants)
  const rounds: Run[][] = []
  for (const [key, own] of touched)
    for (const [round, run] of runsOf(source, key, own).entries()) {
      rounds[round] ??= []
      rounds[round].push(run)
    }
  const pairs = new Map<number, DocumentPair[]>()
  for (const runs of rounds) foldRound(source, runs, events)
  for (const run of rounds.flat())
    for (const position of run.wanted) {
      const list = pairs.get(position) ?? []
      pairs.set(position, list)
      list.push(pairOf(run, position))
    }
  return pairs
}

/** Key → the positions of those of the events that touch it, ascending. Folds nothing. */
function touchedBy(
  projection: Projection,
  events: readonly RecordedEvent[],
  wants: (key: string) => boolean,
): Map<string, number[]> {
  const touched = new Map<string, number[]>()
  let current: RecordedEvent | undefined
  const add = (event: RecordedEvent) => {
    current = event
    if (projection.handlerOf(event.type, event.stream) === undefined) return
    for (const key of sortKeys([...projection.keysOf(event)])) {
      if (!wants(key)) continue
      const positions = touched.get(key)
      if (positions === undefined) touched.set(key, [event.position])
      else positions.push(event.position)
    }
  }
  try {
    projection.realm.enter(() => events.forEach(add))
  } catch (error) {
    throw projectionFailure(error, { name: projection.name, bundle: projection.bundle, event: current })
  }
  return touched
}

/** One run for each entry of the document from which some of the events are folded. */
function runsOf({ entriesOf }: PairSource, key: string, positions: readonly number[]): Run[] {
  const runs: Run[] = []
  let run: Run | undefined
  for (const position of positions) {
    if (run === undefined || position > run.stretch.end) {
      const stretch = stretchAt(entriesOf(key, position), key, position - 1)
      const texts = new Map([[stretch.start, stretch.json]])
      run = { key, stretch, wanted: [], own: new Map(), texts }
      runs.push(run)
    }
    run.wanted.push(position)
  }
  for (const one of runs) one.own = ownEvents(one)
  return runs
}

/** Folds one run of each document, together in the log's order. */
function foldRound(
  { projection, log }: PairSource,
  runs: readonly Run[],
  known: ReadonlyMap<number, RecordedEvent>,
): void {
  const byKey = new Map(runs.map((run) => [run.key, run]))
  const last = new Map(runs.map((run) => [run.key, run.wanted.at(-1) as number]))
  const positions = new Set<number>()
  for (const run of runs) for (const position of run.own.keys()) positions.add(position)
  const needed = new Map(runs.map((run) => [run.key, neededTexts(run)]))
  const fold = new Fold(projection, {
    log,
    keepEvery: Number.POSITIVE_INFINITY,
    accepts: (key, position) => {
      const run = byKey.get(key)
      return run !== undefined && position > run.stretch.start && position <= (last.get(key) as number)
    },
    shelf: {
      open: (key) => documentOf(projection, key, (byKey.get(key) as Run).stretch.json),
      keep: () => {},
    },
    changed: (document) => {
      const { key, lastPosition } = document
      if (needed.get(key)?.has(lastPosition))
        (byKey.get(key) as Run).texts.set(lastPosition, fold.textOf(document))
    },
  })
  const events = [...positions]
    .sort((a, b) => a - b)
    .map((position) => known.get(position) ?? eventAt(log, position))
  fold.run(batchOfEvents(events), { watched: false })
}

function ownEvents({ stretch, wanted }: Run): Map<number, number> {
  const own = new Map<number, number>()
  const last = wanted.at(-1) as number
  let before = stretch.start
  for (const position of stretch.events) {
    if (position > last) break
    own.set(position, before)
    before = position
  }
  return own
}

/** The events after which the text is wanted, as their own or as what was before the next. */
function neededTexts({ wanted, own }: Run): Set<number> {
  return new Set(wanted.flatMap((position) => [position, own.get(position) as number]))
}

function pairOf({ key, texts, own }: Run, position: number): DocumentPair {
  const before = texts.get(own.get(position) as number)
  return { key, before: before ?? undefined, after: texts.get(position) ?? undefined }
}
