/** The library: what an application imports from `eventvcs`. */
export { type ErrorCode, EsError } from './errors.ts'
export type { EventSlice, EventStore } from './library/event-store.ts'
export { type OpenStoreOptions, openStore } from './library/open-store.ts'
export type { DocumentQuery, ReadModel } from './library/read-model.ts'
export type { SliceQuery } from './library/read-query.ts'
export type { StreamAppend } from './library/stream-append.ts'
export {
  defineProjection,
  type Handler,
  type ProjectedEvent,
  type ProjectionDefinition,
} from './projection/definition.ts'
export type { RebuiltModel } from './projection/rebuild.ts'
export type {
  Ambient,
  AppendedEvent,
  AppendReceipt,
  EventJson,
  NewEvent,
  ReadQuery,
  RecordedEvent,
  Tip,
} from './store/event.ts'
export type { FollowOptions } from './store/follow.ts'
export type { Tag, TaggedModel } from './store/refs.ts'
