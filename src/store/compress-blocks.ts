import { deflatedBlock } from './block-deflate.ts'
import type { Environment } from './environment.ts'
import type { Progress } from './integrity/check-log.ts'

/** About 10 MB of plain blocks. */
const commit_blocks = 256

/** Deflates every sealed block of a store, a commit for many at a time. Yields how many it has looked at. */
export function* compressBlocks(environment: Environment): Generator<Progress> {
  const history = environment.table('history')
  let done = 0
  let from = Buffer.of(0)
  for (;;) {
    const keys = history.keys(from, Buffer.of(0xff), commit_blocks)
    const last = keys.at(-1)
    if (last === undefined) return
    environment.commit(() => {
      for (const key of keys) {
        const bytes = history.get(key)
        const smaller = bytes && deflatedBlock(bytes)
        if (smaller !== undefined) history.put(key, smaller)
      }
    })
    from = Buffer.concat([last, Buffer.of(0)])
    done += keys.length
    yield { done, at: 'blocks' }
  }
}
