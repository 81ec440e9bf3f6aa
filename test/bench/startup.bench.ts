// Question: how long does a command take to start and to end? Unit: ms. Limit: `node -e 0`, started in turn with each.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { benchLine } from './lines.ts'
import { alternated, type Figure, median, medianRatio, rounded, timed } from './report.ts'
import { appendLines, benchStore, removeBenchFolders } from './stores.ts'

const bin = resolve('bin/es.js')

const projection = `export default {
  init: () => ({ count: 0 }),
  on: { '*': ({ count }) => ({ count: count + 1 }) },
}`

interface Question {
  readonly name: string
  readonly words: readonly string[]
  readonly target: string
}

const warm = '≤ 1.6 × the limit'
const questions: readonly Question[] = [
  { name: 'es log -n 1', words: ['log', '-n', '1'], target: warm },
  { name: 'es rev-parse HEAD', words: ['rev-parse', 'HEAD'], target: warm },
  { name: 'es status', words: ['status'], target: warm },
  { name: 'es cat of a fresh model', words: ['cat', 'counts/order-1'], target: warm },
  { name: 'es --version', words: ['--version'], target: '≤ 1.3 × the limit' },
  { name: 'completion of a tag', words: ['__complete', 'zsh', 'show', 'v'], target: '≤ 1.3 × the limit' },
]

export async function bench(options: { count: number; rounds: number }): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const events of [1_000, options.count]) {
    const root = await storeOf(events)
    const run = (words: readonly string[]) => () =>
      timed(() => void spawnSync(process.execPath, words, { cwd: root }))
    const candidates = {
      node: run(['-e', '0']),
      ...Object.fromEntries(questions.map(({ name, words }) => [name, run([bin, ...words])])),
    } as Record<string, () => number>
    // Short and with a long tail: they take more rounds than other questions.
    const times = alternated(options.rounds * 5, candidates)
    for (const { name, target } of questions)
      figures.push({
        case: `${name}, ${events} events`,
        value: rounded(median(times[name]!)),
        unit: 'ms',
        limit: 'node -e 0',
        limitValue: rounded(median(times.node!)),
        limitRatio: rounded(medianRatio(times[name]!, times.node!)),
        target,
      })
  }
  removeBenchFolders()
  return figures
}

/** A store with events in as many streams, a tag, and a read model that is fresh. */
async function storeOf(events: number): Promise<string> {
  const store = benchStore()
  const { root } = store
  appendLines(
    store,
    Array.from({ length: events }, (_, index) => benchLine(index, 20_000)),
  )
  await store.close()
  mkdirSync(join(root, 'projections'))
  writeFileSync(join(root, 'projections/counts.js'), projection)
  for (const words of [
    ['tag', 'v1'],
    ['rebuild-projection', '--all'],
  ])
    execFileSync(process.execPath, [bin, ...words], { cwd: root, stdio: 'ignore' })
  return root
}
