import type { ReadModelReader } from '../projection/reader.ts'
import type { Cause, Head } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import { layOut } from './lay-out.ts'
import type { LaidOut, LayOutProgress } from './request.ts'

export interface CheckoutRequest {
  /** Where HEAD is to be: attached to a branch, or at a fixed position. */
  readonly head: Head
  readonly force: boolean
  readonly cause: Cause
}

export interface Checkout extends LaidOut {
  readonly branch: string
  readonly position: number
  readonly detached: boolean
}

/**
 * Lays out the work tree at HEAD's new place (the branch's tip of this moment when attached) and moves HEAD there when
 * the last file is in place.
 * HEAD moves although a model fails: its files stay where they were.
 * @throws what {@link layOut} throws; HEAD has not moved.
 */
export function* checkout(
  store: Store,
  reader: ReadModelReader,
  request: CheckoutRequest,
): Generator<LayOutProgress, Checkout> {
  const { head, force, cause } = request
  const position = head.position ?? store.branch(head.branch).tip.position
  const whenDone = (): void => {
    const now = store.refs.head
    if (now.branch !== head.branch || now.position !== head.position) store.refs.setHead(head, cause)
  }
  const laidOut = yield* layOut(store, reader, { branch: head.branch, position, force, whenDone })
  return { ...laidOut, branch: head.branch, position, detached: head.position !== undefined }
}
