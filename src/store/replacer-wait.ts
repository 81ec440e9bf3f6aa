import { StoreReplacedError } from '../errors.ts'
import { claimedBy } from './claims.ts'
import { default_wait_ms, pause } from './writer-wait.ts'

const pause_ms = 10

/**
 * Opens something of a store once nobody is replacing its file any more, as by a compaction.
 *
 * @param directory the `.es` folder
 * @param waitMs how long to wait for that; 30 s when left out
 * @param open looks at the files anew each time: they are others then. It ends with StoreReplacedError when a process
 * has claimed the store meanwhile.
 * @throws {StoreBusyError} it takes longer.
 */
export function openWhenReplaced<T>(directory: string, waitMs: number | undefined, open: () => T): T {
  const longestMs = waitMs ?? default_wait_ms
  const startMs = performance.now()
  for (;;) {
    const owner = claimedBy(directory, 'replacing')
    if (owner === undefined) {
      try {
        return open()
      } catch (error) {
        if (!(error instanceof StoreReplacedError)) throw error
      }
    }
    const leftMs = longestMs - (performance.now() - startMs)
    if (leftMs <= 0) throw new StoreReplacedError(owner ?? 'another process', longestMs)
    pause(Math.min(pause_ms, leftMs))
  }
}
