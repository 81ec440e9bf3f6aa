import type { EventColumns } from '../store/event.ts'
import type { ProjectedEvent } from './definition.ts'
import type { OpaqueHandler } from './inside/code.ts'
import type { Projection } from './projection.ts'

/**
 * Which events of one log a projection handles, decided once for each type and stream by their numbers, and parsed as
 * they stand in the log: one parse of many texts costs less than many.
 */
export class EventHandling {
  readonly #projection: Projection
  /** By the type's number; null: none. */
  readonly #handlers: (OpaqueHandler | null | undefined)[] = []
  readonly #includes: (boolean | undefined)[] = []

  constructor(projection: Projection) {
    this.#projection = projection
  }

  /** The handler of an event that is handled. */
  handlerOf(run: EventColumns, index: number): OpaqueHandler {
    return this.#handlers[run.typeIds[index] as number] as OpaqueHandler
  }

  /** The indexes in the run of the events after `after` up to `upTo` that are handled. */
  indexes(run: EventColumns, after: number, upTo: number): number[] {
    const indexes: number[] = []
    const end = Math.min(run.count, upTo + 1 - run.firstPosition)
    for (let index = Math.max(0, after + 1 - run.firstPosition); index < end; index++)
      if (this.#isHandled(run, index)) indexes.push(index)
    return indexes
  }

  /** These events as the code sees them, in step; only of a run that is exact. */
  views(run: EventColumns, indexes: readonly number[]): readonly ProjectedEvent[] {
    return this.#projection.realm.parts.projectAll(run, indexes, textsOf(run, indexes))
  }

  #isHandled(run: EventColumns, index: number): boolean {
    const typeId = run.typeIds[index] as number
    let handler = this.#handlers[typeId]
    if (handler === undefined) {
      handler = this.#projection.handlerOfType(run.typeName(typeId)) ?? null
      this.#handlers[typeId] = handler
    }
    if (handler === null) return false
    const streamId = run.streamIds[index] as number
    let isIncluded = this.#includes[streamId]
    if (isIncluded === undefined) {
      isIncluded = this.#projection.includesStream(run.streamName(streamId))
      this.#includes[streamId] = isIncluded
    }
    return isIncluded
  }
}

/** The data of some events as a JSON list; neighbours are taken in one piece. */
function textsOf(run: EventColumns, indexes: readonly number[]): string {
  let json = ''
  let from = 0
  for (let to = 1; to <= indexes.length; to++) {
    if (to < indexes.length && indexes[to] === (indexes[to - 1] as number) + 1) continue
    const texts = run.dataJson(indexes[from] as number, (indexes[to - 1] as number) + 1)
    json = from === 0 ? texts : `${json},${texts}`
    from = to
  }
  return `[${json}]`
}
