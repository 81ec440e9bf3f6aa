// Question: how long do the questions to the log take: stats, funnels, blame of a document with 1,000 events, bisect?
// Unit: ms. Limit: one walk over the log's columns, which every count needs.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BisectResult, bisect } from '../../src/analysis/bisect.ts'
import { blame } from '../../src/analysis/blame.ts'
import { compileQuestion } from '../../src/analysis/expression.ts'
import { ExpressionProbe } from '../../src/analysis/expression-probe.ts'
import { funnelOf } from '../../src/analysis/funnel.ts'
import { statsOf } from '../../src/analysis/stats.ts'
import { parseSubject } from '../../src/analysis/subject.ts'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { benchLines } from './lines.ts'
import { alternated, type Figure, median, medianRatio, rounded, timed } from './report.ts'
import { appendLines, benchStore, removeBenchFolders } from './stores.ts'

const groups = `import { defineProjection } from 'eventvcs'
export default defineProjection({
  key: ({ data }) => 'group-' + (data.orderId % 1000),
  init: () => ({ total: 0, quantities: {} }),
  on: {
    '*': (group, { data }) => {
      group.total += data.price
      group.quantities[data.sku] = (group.quantities[data.sku] ?? 0) + data.quantity
    },
  },
})
`

export async function bench({ count, rounds }: { count: number; rounds: number }): Promise<Figure[]> {
  const store = benchStore()
  appendLines(store, benchLines(count))
  mkdirSync(join(store.root, 'projections'))
  writeFileSync(join(store.root, 'projections', 'groups.ts'), groups)
  const folder = new ProjectionFolder(store.root)
  for (const _ of rebuild(store, new Catalog(store, folder)));
  const reader = new ReadModels(store, folder)
  const { log } = store
  const range = { from: 0, to: log.tip.position }
  const request = { projection: 'groups', path: [], at: range.to }
  const funnel = (steps: string[], by: string) => () =>
    timed(() => {
      funnelOf(log, { range, steps, by: parseSubject(by), anchor: 'first', count: 'subjects' })
    })
  let group = 0
  let sink = 0
  const times = alternated(rounds, {
    columns: () =>
      timed(() => {
        for (const run of log.columns({ upTo: range.to })) sink += run.typeIds[0] as number
      }),
    stats: () => timed(() => void statsOf(log, { range })),
    funnel: funnel(['OrderPlaced', 'OrderPaid'], 'data.orderId'),
    funnelByStream: funnel(['OrderPlaced', 'OrderPaid'], 'stream'),
    blame: () =>
      timed(() => {
        for (const _ of blame(log, reader, { ...request, key: `group-${group++ % 1000}` })) sink++
      }),
  })
  const question = await compileQuestion('state.groups["group-7"].total > 300000')
  const bisects: { ms: number; result: BisectResult }[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const result = await bisect(range, new ExpressionProbe(question, log, reader, range.to).ask)
    bisects.push({ ms: performance.now() - start, result })
  }
  await store.close()
  removeBenchFolders()
  const against = (name: string, mine: number[], target: string): Figure => ({
    case: `${name}, ${count} events`,
    value: rounded(median(mine)),
    unit: 'ms',
    limit: 'a walk over the columns',
    limitValue: rounded(median(times.columns)),
    limitRatio: rounded(medianRatio(mine, times.columns)),
    target: sink === 0 ? 'nothing was read' : target,
  })
  const probes = Math.max(...bisects.map(({ result }) => result.probes))
  return [
    against('stats', times.stats, '≤ 1 s at 1,000,000'),
    against('funnel, 2 of 6 types, by data', times.funnel, '≥ 500,000 events/s'),
    against('funnel, 2 of 6 types, by stream', times.funnelByStream, '≥ 500,000 events/s'),
    against(
      `blame of a document with ${Math.round(count / 1000)} events`,
      times.blame,
      '≤ 100 ms with 1,000',
    ),
    against(
      `bisect in ${probes} probes`,
      bisects.map(({ ms }) => ms),
      '≤ 20 probes and ≤ 2 s at 1,000,000',
    ),
  ]
}
