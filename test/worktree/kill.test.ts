// Goal: a checkout that is killed leaves a work tree that is said to be interrupted, and that the next one makes right.
// Method: kill the built program with SIGKILL at random moments of its writing, then check out again and compare every file.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/stores.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')
const documents = 700

test('a checkout goes on after kill -9', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder()
  const es = (...words: string[]): string =>
    execFileSync(process.execPath, [bin, ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  es('init')
  mkdirSync(join(folder, 'projections'))
  writeFileSync(
    join(folder, 'projections', 'orders.js'),
    'export default { init: () => ({ n: 0 }), on: { Added: (order) => ({ n: order.n + 1 }) } }',
  )
  const line = (at: number) => `${JSON.stringify({ stream: `order-${at % documents}`, type: 'Added' })}\n`
  writeFileSync(
    join(folder, 'events.jsonl'),
    Array.from({ length: 2 * documents }, (_, at) => line(at)).join(''),
  )
  es('import', 'events.jsonl')
  es('rebuild-projection', '--all')

  let interrupted = 0
  for (const round of [1, 2, 3]) {
    const position = round % 2 === 1 ? documents : 2 * documents
    await killedWhileWriting(folder, position)
    const tree = (JSON.parse(es('status', '--json')) as { workTree: { complete: boolean } | null }).workTree
    if (tree?.complete === false) interrupted++

    es('checkout', 'as-of', String(position))

    const names = readdirSync(join(folder, 'state', 'orders'))
    expect(names).toHaveLength(documents)
    const texts = new Set(names.map((name) => readFileSync(join(folder, 'state', 'orders', name), 'utf8')))
    expect(texts).toEqual(new Set([`{\n  "n": ${position / documents}\n}\n`]))
  }
  expect(interrupted).toBeGreaterThan(0)
})

/** Kills a checkout as soon as some files have changed, or a little later. */
async function killedWhileWriting(folder: string, position: number): Promise<void> {
  const state = join(folder, 'state', 'orders')
  const child = spawn(process.execPath, [bin, 'checkout', 'as-of', String(position)], {
    cwd: folder,
    stdio: 'ignore',
  })
  const ended = new Promise((done) => child.on('close', done))
  const begun = existsSync(state) ? new Set(readdirSync(state)) : new Set()
  const isWriting = () =>
    existsSync(state) && readdirSync(state).some((name) => name.endsWith('.tmp') || !begun.has(name))
  const deadlineMs = Date.now() + 20_000
  while (child.exitCode === null && Date.now() < deadlineMs && !isWriting()) await pause(1)
  await pause(Math.random() * 30)
  child.kill('SIGKILL')
  await ended
}

function pause(timeMs: number): Promise<void> {
  return new Promise((done) => setTimeout(done, timeMs))
}
