import { nearestTag } from '../revision/describe.ts'
import type { Tag } from '../store/refs.ts'
import type { Store } from '../store/store.ts'

/** Where commands read from. */
export interface HeadStatus {
  readonly branch: string
  readonly position: number
  readonly detached: boolean
  /** Of the branch. */
  readonly tipPosition: number
  /** When the event at the position was recorded, epoch ms; undefined at ROOT. */
  readonly eventMs: number | undefined
  /** The nearest tag at or before the position; of several there the one made last. */
  readonly lastTag: Tag | undefined
}

export function headStatus(store: Store): HeadStatus {
  const { branch, position } = store.refs.head
  const log = store.branch(branch)
  const here = position ?? log.tip.position
  return {
    branch,
    position: here,
    detached: position !== undefined,
    tipPosition: log.tip.position,
    eventMs: log.at(here)?.timeMs,
    lastTag: nearestTag(store.refs.tags(), branch, here),
  }
}
