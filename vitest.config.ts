import { tmpdir } from 'node:os'
import { defineConfig } from 'vitest/config'
import { memoryFolder } from './test/support/memory-folder.ts'
import { SlowestFirst } from './test/support/slowest-first.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // LMDB is opened in processes, never in worker threads.
    pool: 'forks',
    // One more than the two processors that this is made for: some files wait for shells, terminals and locks.
    maxWorkers: 3,
    // A process for all files of a worker: to load the store and vitest anew takes longer than most files do.
    isolate: false,
    sequence: { sequencer: SlowestFirst },
    // Ends what hangs; a busy machine may take long for what does not.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: {
      // Thousands of stores are made and flushed; what a flush is worth, the simulated power cuts show.
      TMPDIR: memoryFolder() ?? tmpdir(),
      // The colour and the place of the person who runs the tests must not matter.
      TZ: 'UTC',
      NO_COLOR: '1',
    },
  },
})
