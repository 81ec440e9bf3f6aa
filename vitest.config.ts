import { defineConfig } from 'vitest/config'
import { SlowestFirst } from './test/support/slowest-first.ts'

export default defineConfig({
  // The colour and the place of the person who runs the tests must not matter.
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // LMDB is opened in processes, never in worker threads.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    testTimeout: 30_000,
    env: { TZ: 'UTC', NO_COLOR: '1' },
  },
})
