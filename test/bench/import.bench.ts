// Question: what does the whole command `es import` cost over the appends alone? Unit: s. Limit: the same lines appended
// in memory. Memory: heap and buffers of the process, sampled after each batch.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { importEvents } from '../../src/transfer/import-events.ts'
import { benchLines } from './lines.ts'
import { type Figure, median, medianRatio, rounded, timed } from './report.ts'
import { appendLines, benchFolder, benchStore, removeBenchFolders } from './stores.ts'

export async function bench(options: { count: number; rounds: number }): Promise<Figure[]> {
  const file = join(benchFolder(), 'events.jsonl')
  let lines = benchLines(options.count)
  writeFileSync(file, `${lines.join('\n')}\n`)
  const appends: number[] = []
  for (let round = 0; round < options.rounds; round++) {
    const store = benchStore()
    appends.push(timed(() => appendLines(store, lines)))
    await store.close()
  }
  lines = []
  globalThis.gc?.()
  const imports: number[] = []
  let peakBytes = 0
  for (let round = 0; round < options.rounds; round++) {
    const store = benchStore()
    const start = performance.now()
    for await (const _ of importEvents(store, { path: file })) {
      const { heapUsed, external } = process.memoryUsage()
      peakBytes = Math.max(peakBytes, heapUsed + external)
    }
    imports.push(performance.now() - start)
    await store.close()
  }
  removeBenchFolders()
  return [
    {
      case: `import of ${options.count} lines`,
      value: rounded(median(imports) / 1000),
      unit: 's',
      limit: 'the same lines appended from memory',
      limitValue: rounded(median(appends) / 1000),
      limitRatio: rounded(medianRatio(imports, appends)),
      target: '≤ 1.5 × the limit',
    },
    {
      case: 'heap and buffers while importing, peak, garbage included',
      value: rounded(peakBytes / 2 ** 20),
      unit: 'MiB',
      target: '≤ 150',
    },
  ]
}
