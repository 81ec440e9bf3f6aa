// Question: how long does a command take to start and to end, in a clean environment and in the one that this is run in?
// Unit: ms. Limit: `node -e 0`, started in turn with each. (NODE_EXTRA_CA_CERTS alone makes Node itself start in twice the
// time, and every ratio smaller.)
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { programCopy } from '../support/program-copy.ts'
import { benchLine } from './lines.ts'
import { alternated, type Figure, median, medianRatio, rounded, timed } from './report.ts'
import { appendLines, benchFolder, benchStore, removeBenchFolders } from './stores.ts'

const bin = resolve('bin/es.js')
const [sh, first_line] = ['/bin/sh', '"$0" "$@" | head -n 1']

const projection = `export default {
  init: () => ({ count: 0 }),
  on: { '*': ({ count }) => ({ count: count + 1 }) },
}`

interface Question {
  readonly name: string
  readonly words: readonly string[]
  readonly target: string
  /** Before anything is cached: V8 compiles the program from its text. */
  readonly isCold?: boolean
  /** Of a long output only the first line, read through a pipe; the limit has a shell and a pipe as well. */
  readonly isFirstLine?: boolean
}

const [warm, cold] = ['≤ 1.6 × the limit', '≤ 2.1 × the limit']
const questions: readonly Question[] = [
  { name: 'es log -n 1', words: ['log', '-n', '1'], target: warm },
  { name: 'es rev-parse HEAD', words: ['rev-parse', 'HEAD'], target: warm },
  { name: 'es status', words: ['status'], target: warm },
  { name: 'es cat of a fresh model', words: ['cat', 'counts/order-1'], target: warm },
  { name: 'es log -n 1, nothing cached', words: ['log', '-n', '1'], target: cold, isCold: true },
  { name: 'es status, nothing cached', words: ['status'], target: cold, isCold: true },
  { name: 'the first line of es log', words: ['log'], target: warm, isFirstLine: true },
  { name: 'es --version', words: ['--version'], target: '≤ 1.3 × the limit' },
  { name: 'completion of a tag', words: ['__complete', 'zsh', 'show', 'v'], target: '≤ 1.3 × the limit' },
]

export async function bench(options: { count: number; rounds: number }): Promise<Figure[]> {
  const figures: Figure[] = []
  const uncached = programWithoutCache()
  for (const events of [1_000, options.count]) {
    const root = await storeOf(events)
    for (const [where, env] of Object.entries(environments))
      figures.push(
        ...startUps({ root, env, uncached, rounds: options.rounds * 5, of: `${events} events, ${where}` }),
      )
  }
  removeBenchFolders()
  return figures
}

function startUps(where: {
  root: string
  env: NodeJS.ProcessEnv
  uncached: string
  rounds: number
  of: string
}): Figure[] {
  const { root, env, uncached, rounds, of } = where
  const run = (command: string, words: readonly string[]) => () =>
    timed(() => void spawnSync(command, words, { cwd: root, env }))
  const asked = ({ words, isCold, isFirstLine }: Question) => {
    const program = isCold ? uncached : bin
    if (isFirstLine) return run(sh, ['-c', first_line, process.execPath, program, ...words])
    return run(process.execPath, [program, ...words])
  }
  const candidates = {
    node: run(process.execPath, ['-e', '0']),
    'node | head': run(sh, ['-c', first_line, process.execPath, '-e', '0']),
    ...Object.fromEntries(questions.map((question) => [question.name, asked(question)])),
  } as Record<string, () => number>
  // Short and with a long tail: they take more rounds than other questions.
  const times = alternated(rounds, candidates)
  return questions.map(({ name, target, isFirstLine }) => {
    const limit = isFirstLine ? times['node | head']! : times.node!
    return {
      case: `${name}, ${of}`,
      value: rounded(median(times[name]!)),
      unit: 'ms',
      limit: isFirstLine ? 'node -e 0 | head' : 'node -e 0',
      limitValue: rounded(median(limit)),
      limitRatio: rounded(medianRatio(times[name]!, limit)),
      target,
    }
  })
}

/** No place for a cache but the program's own. */
const no_home = { HOME: '/dev/null', XDG_CACHE_HOME: '/dev/null' }
const environments = {
  'a clean environment': { PATH: process.env.PATH, ...no_home },
  'the environment as it is': { ...process.env, ...no_home },
}

/** The program as it was built, where nothing can be kept beside it. */
function programWithoutCache(): string {
  const folder = programCopy(join(benchFolder(), 'eventvcs'), ['dist/complete.cjs'])
  writeFileSync(join(folder, 'dist/cache'), 'in the way')
  return join(folder, 'bin/es.js')
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
