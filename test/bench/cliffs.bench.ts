// Question: does what a command costs grow faster than what it is asked about? Unit: the exponent of the growth from size 1
// over 4 to 16: the slope of the logarithm of the cost over that of the size, without what the same command costs on a
// store of almost nothing. Cost: processor time of the built program, user and system; or bytes. Held: most cliffs at 1.1.
import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Cliff, cliffs } from './cliffs/cliffs.ts'
import { type Figure, rounded } from './report.ts'
import { benchStore, removeBenchFolders } from './stores.ts'

const sizes = [1, 4, 16]
const almost_nothing = 20
const batch_events = 10_000
/** Less processor time cannot be told from noise. */
const least_ms = 40
const bin = resolve('bin/es.js')
/** Loaded before the program: says on descriptor 3 what it took. */
const meter = `process.on('exit', () => require('fs').writeSync(3, JSON.stringify(process.cpuUsage())))`

export async function bench(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const cliff of cliffs) {
    const floor = cliff.isSpace ? 0 : await costOf(cliff, almost_nothing)
    const costs: number[] = []
    for (const size of sizes) costs.push(await costOf(cliff, cliff.base * size))
    const exponent = slope(costs.map((cost) => Math.max(cliff.isSpace ? 0 : least_ms, cost - floor)))
    figures.push(figureOf(cliff, costs, exponent))
    if (cliff.most !== undefined && exponent > cliff.most) {
      process.stderr.write(`'${cliff.name}' grows with exponent ${rounded(exponent)}, over ${cliff.most}\n`)
      process.exitCode = 1
    }
    removeBenchFolders()
  }
  return figures
}

function figureOf(cliff: Cliff, costs: readonly number[], exponent: number): Figure {
  const unit = cliff.isSpace ? 'times the bytes of the log' : 'ms of processor time'
  const shown = sizes.map((size, at) => `${cliff.base * size} ${cliff.unit}: ${rounded(costs[at] as number)}`)
  return {
    case: `${cliff.name}, ${shown.join(', ')} ${unit}`,
    value: rounded(exponent),
    unit: 'exponent',
    target: cliff.most === undefined ? 'known to be higher' : `≤ ${cliff.most}`,
  }
}

/** Milliseconds of processor time, or how many times the log's bytes its read model takes. */
async function costOf(cliff: Cliff, size: number): Promise<number> {
  const store = benchStore()
  const { root } = store
  mkdirSync(join(root, 'projections'))
  writeFileSync(join(root, 'projections', 'p.ts'), cliff.projection)
  const all = [...cliff.events(size)]
  for (let from = 0; from < all.length; from += batch_events)
    store.log.append({ events: all.slice(from, from + batch_events) })
  await store.close()
  const dataBytes = () => statSync(join(root, '.es', 'data.mdb')).size
  const before = dataBytes()
  for (const words of cliff.before ?? []) run(root, words)
  const { words } = cliff
  const cost = run(root, typeof words === 'function' ? words(size) : words)
  return cliff.isSpace ? dataBytes() / before : cost
}

/** Processor time of the program, in milliseconds. */
function run(root: string, words: readonly string[]): number {
  const ran = spawnSync(process.execPath, ['--require', meterFile(root), bin, ...words], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  })
  if (ran.status !== 0) throw new Error(`es ${words.join(' ')} ended with ${ran.status}: ${ran.stderr}`)
  const { user, system } = JSON.parse(String(ran.output[3])) as NodeJS.CpuUsage
  return (user + system) / 1000
}

function meterFile(root: string): string {
  const path = join(root, 'meter.cjs')
  writeFileSync(path, meter)
  return path
}

/** Of the least squares line through the logarithms. */
function slope(costs: readonly number[]): number {
  const xs = sizes.map(Math.log)
  const ys = costs.map(Math.log)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, my] = [mean(xs), mean(ys)]
  const above = xs.reduce((sum, x, at) => sum + (x - mx) * ((ys[at] as number) - my), 0)
  return above / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0)
}
