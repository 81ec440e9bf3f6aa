import type { ReadQuery } from '../store/event.ts'
import type { FollowOptions } from '../store/follow.ts'
import { count, epochMs, type Kind, Shape, texts, truth } from './shape.ts'

/** Which events, and how many at the most. */
export interface SliceQuery extends ReadQuery {
  /** 1,000 when left out. */
  readonly limit?: number
}

const filters = { after: count, streams: texts, categories: texts, types: texts }
const range = { upTo: count, reverse: truth, sinceMs: epochMs, untilMs: epochMs }

export const read_query_shape = new Shape<ReadQuery>(
  'a query',
  { ...filters, ...range },
  { hints: { limit: 'leave the loop instead, or use read, which has it' } },
)

export const slice_query_shape = new Shape<SliceQuery>('a query', { ...filters, ...range, limit: count })

const signal: Kind = { words: 'an AbortSignal', fits: (value) => value instanceof AbortSignal }

export const follow_options_shape = new Shape<FollowOptions>('a query', {
  ...filters,
  signal,
  pollMs: count,
})
