// Goal: a log of any length is listed in the same memory. Method: list a short one and one that is five times as long,
// and look at the process from outside, again and again: at its own pages, without those of the mapped file.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { Store } from '../../src/store/store.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')
const short_events = 50_000
const long_events = 250_000
/** V8 lets the room for new objects grow with use, up to 48 MB, whatever is kept: here it stays small. */
const young_flag = '--max-semi-space-size=1'
/** The long log prints 40 MB and more; the collector's moods are some MB. */
const allowed_growth_bytes = 16 * 1024 * 1024

async function storeOf(count: number): Promise<string> {
  const root = temporaryFolder()
  const store = Store.open(Store.init(root).directory, { readOnly: false, ambient: countingAmbient() })
  const json = JSON.stringify({ text: 'x'.repeat(100) })
  for (let done = 0; done < count; done += 5_000)
    store.log.append({
      events: Array.from({ length: 5_000 }, (_, index) => ({
        stream: `cart-${(done + index) % 1000}`,
        type: 'ItemAdded',
        json,
      })),
    })
  await store.close()
  return root
}

async function peakBytes(root: string, words: readonly string[]): Promise<{ peak: number; printed: number }> {
  const child = spawn(process.execPath, [young_flag, bin, ...words], { cwd: root, env: { HOME: root } })
  let [peak, printed] = [0, 0]
  const look = () => {
    peak = Math.max(peak, ownBytes(child.pid!))
  }
  const timer = setInterval(look, 10)
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.length
  })
  const status = await new Promise((done) => child.on('close', done))
  clearInterval(timer)
  expect(status).toBe(0)
  return { peak, printed }
}

function ownBytes(pid: number): number {
  try {
    const [, kibibytes = '0'] =
      /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kibibytes) * 1024
  } catch {
    // It has ended.
    return 0
  }
}

test.runIf(existsSync('/proc/self/status'))(
  'log takes the same memory for five times as many events',
  { timeout: 240_000 },
  async () => {
    const [short, long] = [await storeOf(short_events), await storeOf(long_events)]

    for (const form of [[], ['--json', '--reverse', '--grep', 'x{50}']]) {
      const before = await peakBytes(short, ['log', ...form])
      const after = await peakBytes(long, ['log', ...form])

      expect(after.printed).toBeGreaterThan(4 * before.printed)
      expect(after.peak - before.peak, `grown by es log ${form.join(' ')}`).toBeLessThan(allowed_growth_bytes)
    }
  },
)
