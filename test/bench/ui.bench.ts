// Question: how much work is a step of the cursor in es ui, and a jump; how soon is the first frame; does holding j
// down cost memory? Unit: ms of
// processor time, all threads, from a key to the painted frame, p50 and p99; bytes of heap. Limit of the first frame:
// `es log -n 1` of the same store. 100,000 documents keyed by stream, and 8,000 by what their events say.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { Browser } from '../../src/terminal/browser/browser.ts'
import { StoreView } from '../../src/terminal/browser/store-view.ts'
import { palette } from '../../src/terminal/palette.ts'
import type * as Screens from '../../src/terminal/ui/screen.tsx'
import { typedStdin } from '../support/typed-stdin.ts'
import { benchLine } from './lines.ts'
import { type Figure, median, medianRatio, percentile, rounded, timed } from './report.ts'
import { appendLines, benchStore, removeBenchFolders } from './stores.ts'

const bin = resolve('bin/es.js')
const size = { columns: 120, rows: 40 }
const documents = 100_000
/** A minute of a key that is held down, at the 30 a second of most keyboards. */
const held_steps = 1800

const orders = `export default { streams: 'order-*', init: () => ({ total: 0, lines: {} }), on: {
  '*': (order, { data }) => {
    order.total += data.price
    order.lines[data.sku] = (order.lines[data.sku] ?? 0) + data.quantity
  },
} }`
const skus = `export default { key: ({ data }) => data.sku + '-' + (data.orderId % 1000), init: () => ({ sold: 0 }), on: {
  '*': (sku, { data }) => { sku.sold += data.quantity },
} }`

export async function bench({ count, rounds }: { count: number; rounds: number }): Promise<Figure[]> {
  const root = await storeOf(count)
  const figures = [...(await keyFigures(root, count)), await firstFrame(root, count, rounds)]
  removeBenchFolders()
  return figures
}

async function storeOf(count: number): Promise<string> {
  const store = benchStore()
  const { root } = store
  for (let from = 0; from < count; from += 5000)
    appendLines(
      store,
      Array.from({ length: 5000 }, (_, index) => benchLine(from + index, documents)),
    )
  await store.close()
  mkdirSync(join(root, 'projections'))
  writeFileSync(join(root, 'projections/orders.js'), orders)
  writeFileSync(join(root, 'projections/skus.js'), skus)
  execFileSync(process.execPath, [bin, 'rebuild-projection', '--all'], { cwd: root, stdio: 'ignore' })
  return root
}

async function keyFigures(root: string, count: number): Promise<Figure[]> {
  const store = Store.open(join(root, '.es'), { readOnly: true, ambient: systemAmbient })
  const view = new StoreView(store, (of) => new ReadModels(of, new ProjectionFolder(of.root)), Date.now)
  const outside = {
    run: async () => ({ isDone: true, said: '' }),
    copy: () => undefined,
    suspend: () => undefined,
    leave: () => undefined,
    fail: (error: unknown) => {
      throw error
    },
  }
  const browser = new Browser({ view, cursor: 1000, size, colours: palette(true), outside })
  const drawn = await screenOf(browser)
  const key = async (name: string): Promise<number> => {
    const start = process.cpuUsage()
    browser.press(name)
    await drawn.painted()
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
  const times = async (steps: number, body: (step: number) => Promise<number>) => {
    const all: number[] = []
    for (let step = 0; step < steps; step++) all.push(await body(step))
    return all
  }
  // What is compiled, what ink keeps for good, and the blocks and names that a store remembers (3 MiB) are there before
  // anything is measured.
  await times(held_steps, () => key('j'))
  const before = heapBytes()
  const steps = await times(held_steps, () => key('j'))
  const grown = heapBytes() - before
  const diffSteps = await times(200, async (step) => key(step === 0 ? '2' : 'k'))
  const jumps = await times(300, async (step) => {
    const target = String(1 + ((step * 7_919_993) % count))
    browser.press(':')
    for (const digit of target) browser.press(digit)
    return key('return')
  })
  drawn.close()
  await store.close()
  const figure = (name: string, values: number[], part: number, target: string): Figure => ({
    case: `${name}, p${part * 100}, ${count} events`,
    value: rounded(percentile(values, part)),
    unit: 'ms',
    target,
  })
  return [
    figure('step of the cursor', steps, 0.5, '≤ 16 ms'),
    figure('step of the cursor', steps, 0.99, '≤ 16 ms'),
    figure('step of the cursor, diff tab', diffSteps.slice(1), 0.99, '≤ 16 ms'),
    figure('jump to a random position, diff tab', jumps, 0.5, '≤ 100 ms'),
    figure('jump to a random position, diff tab', jumps, 0.99, '≤ 100 ms'),
    {
      case: `heap after a second minute of j, ${held_steps} steps`,
      value: rounded(grown / 1024 / 1024),
      unit: 'MiB more',
      target: '≤ 2 MiB',
    },
  ]
}

/** ink as the program brings it, but drawing onto nothing. */
async function screenOf(browser: Browser) {
  const { openScreen } = (await import(pathToFileURL(resolve('dist/ui/screen.js')).href)) as typeof Screens
  let lines = browser.frame()
  let onPaint: () => void = () => undefined
  browser.subscribe(() => {
    lines = browser.frame()
  })
  const screen = openScreen(
    {
      lines: () => lines,
      press: (key) => browser.press(key),
      subscribe: (listener) => browser.subscribe(listener),
    },
    size,
    () => onPaint(),
    typedStdin(),
  )
  return {
    close: screen.close,
    painted: () =>
      new Promise<void>((resolve) => {
        onPaint = resolve
      }),
  }
}

function heapBytes(): number {
  globalThis.gc?.()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}

/** From the start of the process to the first frame on a terminal, in turn with `es log -n 1`. */
async function firstFrame(root: string, count: number, rounds: number): Promise<Figure> {
  const frames: number[] = []
  const logs: number[] = []
  for (let round = 0; round <= rounds * 5; round++) {
    const frame = await untilFirstFrame(root)
    const log = timed(() => void spawnSync(process.execPath, [bin, 'log', '-n', '1'], { cwd: root }))
    if (round === 0) continue
    frames.push(frame)
    logs.push(log)
  }
  return {
    case: `first frame, ${count} events`,
    value: rounded(median(frames)),
    unit: 'ms',
    limit: 'es log -n 1',
    limitValue: rounded(median(logs)),
    limitRatio: rounded(medianRatio(frames, logs)),
    target: '≤ 2.5 × the limit',
  }
}

/** `script` gives it a terminal; its last line on the screen is the status, so that with it all is there. */
function untilFirstFrame(root: string): Promise<number> {
  const words = ['-qfec', `stty cols 120 rows 40; exec ${process.execPath} ${bin} ui`, '/dev/null']
  const start = performance.now()
  const child = spawn('script', words, { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] })
  let shown = ''
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.stdout.on('data', (chunk: Buffer) => {
      if (shown.includes('q quit')) return
      shown += chunk.toString('utf8')
      if (!shown.includes('q quit')) return
      resolve(performance.now() - start)
      child.stdin.write('q')
    })
    child.on('close', () => reject(new Error(`no frame, but ${JSON.stringify(shown.slice(0, 200))}`)))
  })
}
