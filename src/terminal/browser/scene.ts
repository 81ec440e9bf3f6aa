import type { Changes } from '../../browse/changes.ts'
import type { Density } from '../../browse/density.ts'
import type { Subject } from '../../browse/subject.ts'
import type { ModelStatus } from '../../projection/status.ts'
import type { RecordedEvent } from '../../store/event.ts'
import type { Head, Tag } from '../../store/refs.ts'
import type { Palette } from '../palette.ts'
import type { LaneProgress } from './lanes.ts'
import type { BrowserState } from './state.ts'

/** All that one frame shows. The panes are functions of it, a width and a height. */
export interface Scene {
  readonly state: BrowserState
  readonly colours: Palette
  readonly branch: string
  readonly tipPosition: number
  readonly head: Head
  /** `v1+211`: the cursor by the nearest tag. */
  readonly described: string
  /** On this branch, by position. */
  readonly tags: readonly Tag[]
  /** The rows of the list around the cursor. */
  readonly rows: readonly RecordedEvent[]
  /** More rows may come. */
  readonly areRowsWhole: boolean
  /** At the cursor; undefined before the first event. */
  readonly event: RecordedEvent | undefined
  /** When the event at the mark was recorded. */
  readonly markMs: number | undefined
  /** Undefined while it is worked out. */
  readonly subject: Subject | undefined
  readonly changes: Changes | undefined
  readonly density: Density | undefined
  readonly models: readonly ModelStatus[]
  readonly work: LaneProgress | undefined
  readonly list: ListScene | undefined
}

/** A list that is narrowed by what is typed. */
export interface ListScene {
  readonly names: readonly string[]
  readonly chosen: number
  readonly isComplete: boolean
}
