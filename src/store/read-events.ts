import type { Block } from './block.ts'
import { BlockColumns } from './block-columns.ts'
import { BlockRecordedEvent, ScannedValues } from './block-event.ts'
import type { Dictionary } from './dictionary.ts'
import {
  type ColumnsQuery,
  categoryOf,
  type EventColumns,
  type ReadQuery,
  type RecordedEvent,
} from './event.ts'
import type { BlockPart, History } from './history.ts'
import { segment_events, span_events } from './postings.ts'
import type { SegmentIndex, StreamHead } from './segment-index.ts'
import { positionAtTime } from './time-search.ts'

/** What a read needs to know of its branch. */
export interface ReadSources {
  readonly history: History
  readonly streams: Dictionary
  readonly types: Dictionary
  readonly index: SegmentIndex
  readonly headOf: (streamId: number) => StreamHead
}

/** More streams than this are read by scanning with a filter, rather than by merging their positions. */
const merged_streams = 32

interface Range {
  readonly after: number
  readonly upTo: number
  readonly reverse: boolean
}

/** The events that a query names, by way of the narrowest index: streams, else types or categories, else all. */
export function readEvents(sources: ReadSources, query: ReadQuery): IterableIterator<RecordedEvent> {
  return new Listed(eventLists(sources, query))
}

function* eventLists(sources: ReadSources, query: ReadQuery): Generator<RecordedEvent[], void> {
  const range = rangeOf(sources.history, query)
  if (range.after >= range.upTo) return
  const wanted = filterOf(sources, query)
  if (wanted === undefined) return
  if (wanted.streamIds !== undefined && wanted.streamIds.size <= merged_streams) {
    const positions = positionsOfStreams(sources, [...wanted.streamIds], range)
    for (const event of pickEvents(sources.history, positions, wanted)) yield [event]
    return
  }
  for (const part of partsOf(sources.index, wanted, range))
    for (const blockPart of sources.history.parts(part.after, part.upTo, range.reverse))
      yield eventsOfPart(blockPart, wanted, range.reverse)
}

/** What stands in lists, one by one. Not a generator, which costs more than an event: a scan asks a million times. */
class Listed<T> implements IterableIterator<T> {
  readonly #lists: Generator<T[], void>
  #list: T[] = []
  #next = 0

  constructor(lists: Generator<T[], void>) {
    this.#lists = lists
  }

  next(): IteratorResult<T> {
    while (this.#next === this.#list.length) {
      const { value } = this.#lists.next()
      if (value === undefined) return { done: true, value }
      this.#list = value
      this.#next = 0
    }
    return { done: false, value: this.#list[this.#next++] as T }
  }

  return(): IteratorResult<T> {
    this.#list = []
    this.#next = 0
    this.#lists.return()
    return { done: true, value: undefined }
  }

  [Symbol.iterator](): this {
    return this
  }
}

/** The same range as columns: whatever stands in the parts that can hold a wanted type or category. */
export function* readColumns(
  sources: ReadSources,
  { after, upTo, types, categories }: ColumnsQuery,
): IterableIterator<EventColumns> {
  const range = rangeOf(sources.history, { after, upTo })
  const wanted = filterOf(sources, { types, categories })
  if (wanted === undefined || range.after >= range.upTo) return
  for (const part of partsOf(sources.index, wanted, range))
    for (const blockPart of sources.history.parts(part.after, part.upTo)) yield new BlockColumns(blockPart)
}

function rangeOf(history: History, query: ReadQuery): Range {
  const tip = history.tip.position
  let after = Math.max(0, query.after ?? 0)
  let upTo = Math.min(query.upTo ?? tip, tip)
  if (query.sinceMs !== undefined) after = Math.max(after, positionAtTime(history, query.sinceMs - 1))
  if (query.untilMs !== undefined) upTo = Math.min(upTo, positionAtTime(history, query.untilMs))
  return { after, upTo, reverse: query.reverse ?? false }
}

interface Filter {
  readonly streamIds: ReadonlySet<number> | undefined
  readonly typeIds: ReadonlySet<number> | undefined
  readonly categoryIds: readonly number[] | undefined
  readonly isWanted: (block: Block, index: number) => boolean
  readonly byStreamOnly: boolean
  readonly takesAll: boolean
}

/** Undefined when the query names something that no event has. */
function filterOf(sources: ReadSources, query: ReadQuery): Filter | undefined {
  const streamIds = idsOf(sources.streams, query.streams)
  const typeIds = idsOf(sources.types, query.types)
  const inCategory = categoryFilter(sources.streams, query.categories)
  if (streamIds?.size === 0 || typeIds?.size === 0 || query.categories?.length === 0) return undefined
  const isWanted = (block: Block, index: number) =>
    (typeIds === undefined || typeIds.has(block.typeIdAt(index))) &&
    (streamIds === undefined || streamIds.has(block.streamIdAt(index))) &&
    (inCategory === undefined || inCategory(block.streamIdAt(index)))
  const categoryIds = query.categories
    ?.map((name) => sources.index.categoryId(name))
    .filter((id) => id !== undefined)
  const byStreamOnly = typeIds === undefined && inCategory === undefined
  const takesAll = byStreamOnly && streamIds === undefined
  return { streamIds, typeIds, categoryIds, isWanted, byStreamOnly, takesAll }
}

function idsOf(dictionary: Dictionary, names: readonly string[] | undefined): Set<number> | undefined {
  if (names === undefined) return undefined
  return new Set(names.map((name) => dictionary.find(name)?.id).filter((id) => id !== undefined))
}

/** Whether a stream is of one of the categories; each stream's name is looked at once. */
function categoryFilter(
  streams: Dictionary,
  categories: readonly string[] | undefined,
): ((streamId: number) => boolean) | undefined {
  if (categories === undefined) return undefined
  const wanted = new Set(categories)
  const known = new Map<number, boolean>()
  return (streamId) => {
    let answer = known.get(streamId)
    if (answer === undefined) {
      answer = wanted.has(categoryOf(streams.byId(streamId).name))
      known.set(streamId, answer)
    }
    return answer
  }
}

function* pickEvents(
  history: History,
  positions: Iterable<number>,
  wanted: Filter,
): IterableIterator<RecordedEvent> {
  for (const position of positions) {
    if (!wanted.byStreamOnly && history.look(position, wanted.isWanted) !== true) continue
    const event = history.event(position)
    if (event !== undefined) yield event
  }
}

/** At most a block's events, in a list: a generator inside the generator would cost more than the events. */
function eventsOfPart(part: BlockPart, wanted: Filter, reverse: boolean): RecordedEvent[] {
  const { block, first, last } = part
  const indexes: number[] = []
  if (wanted.takesAll) for (let index = first; index <= last; index++) indexes.push(index)
  else for (let index = first; index <= last; index++) if (wanted.isWanted(block, index)) indexes.push(index)
  if (reverse) indexes.reverse()
  const scan = new ScannedValues(block, indexes)
  return indexes.map((index) => new BlockRecordedEvent(block, index, scan))
}

/** The parts of a range that can hold a wanted type or category, in the order of the read. */
function* partsOf(index: SegmentIndex, wanted: Filter, range: Range): IterableIterator<Range> {
  const filters = [
    ...(wanted.typeIds === undefined ? [] : [{ of: 'types' as const, ids: [...wanted.typeIds] }]),
    ...(wanted.categoryIds === undefined ? [] : [{ of: 'categories' as const, ids: wanted.categoryIds }]),
  ]
  const indexedTo = filters.length === 0 ? 0 : index.segments * segment_events
  const old = { ...range, upTo: Math.min(range.upTo, indexedTo) }
  const recent = { ...range, after: Math.max(range.after, indexedTo) }
  if (range.reverse && recent.after < recent.upTo) yield recent
  if (old.after < old.upTo) yield* indexedParts(index, filters, old)
  if (!range.reverse && recent.after < recent.upTo) yield recent
}

function* indexedParts(
  index: SegmentIndex,
  filters: readonly { of: 'types' | 'categories'; ids: readonly number[] }[],
  range: Range,
): IterableIterator<Range> {
  const { reverse } = range
  const first = Math.floor(range.after / segment_events)
  const last = Math.ceil(range.upTo / segment_events) - 1
  const narrowest = filters[0] as (typeof filters)[number]
  for (let segment = reverse ? last : first; ; ) {
    const next = index.nextSegment(narrowest.of, narrowest.ids, segment, reverse)
    if (next === undefined || next < first || next > last) return
    let bits = ~0n
    for (const filter of filters) bits &= index.spans(filter.of, filter.ids, next)
    yield* spanParts(bits, next, range)
    segment = reverse ? next - 1 : next + 1
    if (segment < first || segment > last) return
  }
}

/** The parts of a segment that its span map names; neighbours are one part, so that no block is read twice. */
function spanParts(bits: bigint, segment: number, range: Range): Range[] {
  const spans = segment_events / span_events
  const parts: Range[] = []
  for (let first = 0; first < spans; first++) {
    if (!isSet(bits, first)) continue
    let end = first + 1
    while (end < spans && isSet(bits, end)) end++
    const start = segment * segment_events
    const after = Math.max(range.after, start + first * span_events)
    const upTo = Math.min(range.upTo, start + end * span_events)
    if (after < upTo) parts.push({ after, upTo, reverse: range.reverse })
    first = end
  }
  return range.reverse ? parts.reverse() : parts
}

function isSet(bits: bigint, place: number): boolean {
  return ((bits >> BigInt(place)) & 1n) === 1n
}

/** The positions of several streams in one order. */
function* positionsOfStreams(
  sources: ReadSources,
  streamIds: readonly number[],
  range: Range,
): IterableIterator<number> {
  const heads = streamIds.map((id) => {
    const positions = positionsOfStream(sources, id, range)
    return { positions, next: positions.next() }
  })
  for (;;) {
    let best: (typeof heads)[number] | undefined
    for (const head of heads) {
      if (head.next.done) continue
      if (best === undefined || head.next.value < best.next.value === !range.reverse) best = head
    }
    if (best === undefined) return
    yield best.next.value
    best.next = best.positions.next()
  }
}

function* positionsOfStream(sources: ReadSources, streamId: number, range: Range): IterableIterator<number> {
  const { index, history } = sources
  const { lastPosition } = sources.headOf(streamId)
  if (range.reverse) {
    const newest = lastAtOrBefore(sources, streamId, { lastPosition, upTo: range.upTo })
    yield* linkedPositions(history, newest, range.after)
    return
  }
  const indexedTo = index.segments * segment_events
  const first = Math.floor(range.after / segment_events)
  const end = Math.ceil(Math.min(range.upTo, indexedTo) / segment_events)
  const within = (position: number) => position > range.after && position <= range.upTo
  for (const { positions } of index.postings(streamId, first, end)) yield* positions.filter(within)
  const recent = [...linkedPositions(history, lastPosition, Math.max(indexedTo, range.after))]
  yield* recent.reverse().filter(within)
}

/** The position of a stream's last event at or before another; 0 when there is none. */
function lastAtOrBefore(
  { index, history }: ReadSources,
  streamId: number,
  { lastPosition, upTo }: { lastPosition: number; upTo: number },
): number {
  if (lastPosition <= upTo) return lastPosition
  const indexedTo = index.segments * segment_events
  for (const position of linkedPositions(history, lastPosition, indexedTo))
    if (position <= upTo) return position
  const end = Math.ceil(Math.min(upTo, indexedTo) / segment_events)
  for (const { positions } of index.postings(streamId, 0, end, true)) {
    const found = positions.findLast((position) => position <= upTo)
    if (found !== undefined) return found
  }
  return 0
}

/** A stream's positions newest first, by each event's link to the one before, down to after `after`. */
function* linkedPositions(history: History, lastPosition: number, after: number): IterableIterator<number> {
  for (let position = lastPosition; position > after; ) {
    yield position
    position = history.previousOf(position)
  }
}
