import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { type FollowOptions, follow } from '../../src/store/follow.ts'
import { Store } from '../../src/store/store.ts'
import { buildPrograms, Child, removeFolder, scratchFolder } from '../crash/children.ts'
import { countingAmbient, temporaryFolder, temporaryStore } from '../support/stores.ts'
import type { WriterAnswer, WriterTask } from './writing-child.ts'

const one = (n: number) => ({ stream: `s-${n % 3}`, type: n % 2 === 0 ? 'Even' : 'Odd', json: `${n}` })

async function take(store: Store, count: number, options: FollowOptions = {}): Promise<number[]> {
  const positions: number[] = []
  for await (const { position } of follow(store, options)) if (positions.push(position) === count) break
  return positions
}

test('gives history, then what is appended', async () => {
  const store = temporaryStore(countingAmbient())
  store.log.append({ events: [one(1), one(2)] })

  const positions = take(store, 4)
  setTimeout(() => store.log.append({ events: [one(3)] }), 20)
  setTimeout(() => store.log.append({ events: [one(4)] }), 40)

  expect(await positions).toEqual([1, 2, 3, 4])
})

test('begins after a position, and gives only what is asked for', async () => {
  const store = temporaryStore(countingAmbient())
  store.log.append({ events: Array.from({ length: 8 }, (_, n) => one(n)) })

  const positions = take(store, 4, { after: 3, types: ['Even'] })
  setTimeout(() => store.log.append({ events: [one(9), one(10), one(12)] }), 20)

  expect(await positions).toEqual([5, 7, 10, 11])
})

test('what is appended while the caller is busy with an event comes after it', async () => {
  const store = temporaryStore(countingAmbient())
  store.log.append({ events: [one(1)] })
  const positions: number[] = []

  for await (const { position } of follow(store)) {
    positions.push(position)
    if (position < 5) store.log.append({ events: [one(position)] })
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (position === 5) break
  }

  expect(positions).toEqual([1, 2, 3, 4, 5])
})

test('ends quietly when the signal is aborted while it waits', async () => {
  const store = temporaryStore(countingAmbient())
  store.log.append({ events: [one(1)] })
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 30)

  const positions = await take(store, 9, { signal: controller.signal, pollMs: 60_000 })

  expect(positions).toEqual([1])
})

test('sees an append at once, not at the next look', async () => {
  const store = temporaryStore(countingAmbient())

  const positions = take(store, 1, { pollMs: 20_000 })
  setTimeout(() => store.log.append({ events: [one(1)] }), 100)

  expect(await positions).toEqual([1])
})

test('says so when the file under it is replaced', async () => {
  const folder = temporaryFolder()
  const store = Store.open(Store.init(folder).directory, { readOnly: true, ambient: systemAmbient })
  onTestFinished(() => store.close())
  const other = Store.init(temporaryFolder()).directory

  const positions = take(store, 1, { pollMs: 20 })
  setTimeout(() => renameSync(join(other, 'data.mdb'), join(store.directory, 'data.mdb')), 30)

  await expect(positions).rejects.toMatchObject({ code: 'STORE_STALE' })
})

const programs = scratchFolder()
let writing: string

beforeAll(() => {
  writing = buildPrograms(programs, { writing: new URL('./writing-child.ts', import.meta.url) }).writing
})
afterAll(() => removeFolder(programs))

test('nothing is lost or doubled while other processes append and fold', { timeout: 180_000 }, async () => {
  const store = temporaryStore(systemAmbient)
  store.log.append({ events: Array.from({ length: 100 }, (_, n) => one(n)) })
  const writers = [0, 1].map(() => new Child<WriterTask, WriterAnswer>(writing, [store.directory]))
  onTestFinished(() => {
    for (const writer of writers) writer.kill()
  })

  const total = 100 + 2 * (240 + 2 * 80)
  const following = [take(store, total), take(store, total, { pollMs: 1 })]
  await Promise.all(
    writers.map((writer, name) => writer.ask({ task: 'append', count: 240, name: `${name}` })),
  )

  const all = Array.from({ length: total }, (_, index) => index + 1)
  expect(await Promise.all(following)).toEqual([all, all])
})
