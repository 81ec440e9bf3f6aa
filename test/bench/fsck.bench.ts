// Question: how fast is fsck, its log part (blocks, chain, times, versions) and all of it? Unit: µs an event. Limit: a
// bare loop of the same digests: data, meta and chain.
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { LogCheck } from '../../src/store/integrity/check-log.ts'
import { VersionCheck } from '../../src/store/integrity/check-versions.ts'
import { Findings } from '../../src/store/integrity/finding.ts'
import { type FsckReport, fsck } from '../../src/store/integrity/fsck.ts'
import { PageFile } from '../../src/store/integrity/page-file.ts'
import type { TreeRecord } from '../../src/store/integrity/page-format.ts'
import { PageNames } from '../../src/store/integrity/page-names.ts'
import { PageTable } from '../../src/store/integrity/page-table.ts'
import { walkPages } from '../../src/store/integrity/page-walk.ts'
import { benchLines } from './lines.ts'
import { alternated, type Figure, median, medianRatio, rounded, timed } from './report.ts'
import { appendLines, benchStore, removeBenchFolders } from './stores.ts'

export async function bench(options: { count: number; rounds: number }): Promise<Figure[]> {
  const store = benchStore()
  appendLines(store, benchLines(options.count))
  // Before the texts are read: what a process holds lets the collector wait longer.
  const memory = peakMemory(store.directory)
  const texts = Array.from(store.log.read(), (event) => [event.json, event.metaJson] as const)
  const header = 'x'.repeat(330)
  const times = alternated(options.rounds, {
    fsck: () => timed(() => drain(fsck(store.directory))),
    log: () => timed(() => proveLog(store.directory)),
    digests: () =>
      timed(() => {
        for (const [data, meta] of texts) {
          hash('sha256', data)
          hash('sha256', meta)
          hash('sha256', header)
        }
      }),
  })
  await store.close()
  removeBenchFolders()
  const perEvent = (ms: readonly number[]) => rounded((median(ms) * 1000) / options.count)
  return [
    {
      case: `fsck of ${options.count} events, the log part`,
      value: perEvent(times.log),
      unit: 'µs/event',
      limit: 'a bare loop of the same digests',
      limitValue: perEvent(times.digests),
      limitRatio: rounded(medianRatio(times.log, times.digests)),
      target: '≤ 2 × the limit',
    },
    {
      case: `fsck of ${options.count} events`,
      value: perEvent(times.fsck),
      unit: 'µs/event',
      limit: 'a bare loop of the same digests',
      limitValue: perEvent(times.digests),
      limitRatio: rounded(medianRatio(times.fsck, times.digests)),
    },
    {
      case: 'heap and buffers of fsck, peak',
      value: rounded(memory / 2 ** 20),
      unit: 'MiB',
      target: '≤ 100',
    },
  ]
}

/** The most that heap and buffers grew by during a check. */
function peakMemory(directory: string): number {
  const usedBytes = () => process.memoryUsage().heapUsed + process.memoryUsage().external
  globalThis.gc?.()
  const beforeBytes = usedBytes()
  let peakBytes = 0
  drain(fsck(directory), () => {
    peakBytes = Math.max(peakBytes, usedBytes() - beforeBytes)
  })
  return peakBytes
}

function drain(check: Generator<unknown, FsckReport>, onStep: () => void = () => undefined): void {
  for (;;) {
    const step = check.next()
    onStep()
    if (!step.done) continue
    if (step.value.isDamaged) throw new Error('the store of the benchmark is damaged')
    return
  }
}

function proveLog(directory: string): void {
  const file = new PageFile(join(directory, 'data.mdb'))
  const { tables } = walkPages(file)
  const table = (name: string) => new PageTable(file, (tables.get(name) as { record: TreeRecord }).record)
  const [names, findings] = [table('names'), new Findings()]
  const check = new LogCheck({
    history: table('history'),
    names: { branch: 'main', streams: new PageNames(names, 'S'), types: new PageNames(names, 'T') },
    findings,
    watchers: [new VersionCheck(findings)],
  })
  for (const _ of check.run());
  file.close()
  if (findings.isDamaged()) throw new Error('the store of the benchmark is damaged')
}
