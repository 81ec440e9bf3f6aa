import type { UnclaimedModel } from '../projection/status.ts'
import { isoTime } from '../store/iso-time.ts'
import type { StoreInfo } from '../store/store-info.ts'
import { fullTimeText } from './event-text.ts'
import type { JsonFields } from './json.ts'
import { sizeText } from './size-text.ts'
import { unclaimedLine } from './status-text.ts'
import type { Terminal } from './terminal.ts'

export interface StoreFacts extends StoreInfo {
  readonly directory: string
  readonly branch: string
  readonly tags: number
  readonly unclaimed: readonly UnclaimedModel[]
}

/** What a store is and holds, a fact a line. */
export function infoText(facts: StoreFacts, terminal: Terminal): string {
  const { sizes } = facts
  const time = (timeMs: number | undefined) =>
    timeMs === undefined ? 'none' : terminal.colours.time(fullTimeText(timeMs, terminal))
  const lines: [string, string | number][] = [
    ['store', terminal.safeLine(facts.directory)],
    ['id', facts.id],
    ['format', facts.format],
    ['branch', terminal.safeLine(facts.branch)],
    ['events', facts.events],
    ['streams', facts.streams],
    ['types', facts.types],
    ['tags', facts.tags],
    ['first event', time(facts.firstMs)],
    ['last event', time(facts.lastMs)],
    ['file', sizeText(sizes.fileBytes)],
    ['  log', sizeText(sizes.logBytes)],
    ['  read models', sizeText(sizes.readModelBytes)],
    ['  other', sizeText(sizes.otherBytes)],
    ['  free', sizeText(sizes.freeBytes)],
  ]
  const listed = lines.map(([name, value]) => `${`${name}:`.padEnd(15)}${value}`)
  return [...listed, ...facts.unclaimed.map((model) => unclaimedLine(model, terminal))].join('\n')
}

export function infoFields({ firstMs, lastMs, directory, ...facts }: StoreFacts): JsonFields {
  const { id, format, branch, events, streams, types, tags, sizes, unclaimed } = facts
  const time = (timeMs: number | undefined) => (timeMs === undefined ? null : isoTime(timeMs))
  const span = { first: time(firstMs), last: time(lastMs) }
  return {
    directory,
    id,
    format,
    branch,
    events,
    streams,
    types,
    tags,
    ...span,
    sizes: { ...sizes },
    unclaimed: unclaimed.map((model) => ({ ...model })),
  }
}
