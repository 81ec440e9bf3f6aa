import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CompactOptions, type CompactReport, compactStore } from '../../src/store/compact.ts'
import type { RecordedEvent } from '../../src/store/event.ts'
import { Store } from '../../src/store/store.ts'
import { check, damaged, dataFile, numbered, storeOf, tamperBlock } from '../support/checking.ts'
import { holdOpen } from '../support/holder.ts'
import { ended_identity, identityOf } from '../support/identities.ts'
import { countingAmbient } from '../support/stores.ts'

async function compact(directory: string, options: CompactOptions = {}): Promise<CompactReport> {
  const steps = compactStore(directory, options)
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
  }
}

const open = (directory: string, readOnly = false, waitMs = 0) =>
  Store.open(directory, { readOnly, waitMs, ambient: countingAmbient(Date.UTC(2027, 0, 1)) })
/** LMDB needs some: see `freeSomePages`. */
const few_pages = expect.toSatisfy((pages: number) => pages < 10)
const busy = expect.objectContaining({ code: 'STORE_BUSY' })

test('gives free pages back, and keeps every event', async () => {
  const directory = await storeOf(600, 6)
  const before = check(directory)

  const { proven, beforeBytes, afterBytes } = await compact(directory)

  expect(afterBytes).toBeLessThan(beforeBytes)
  expect(afterBytes).toBe(statSync(dataFile(directory)).size)
  expect(proven).toEqual(before.proven)
  expect(check(directory)).toMatchObject({ findings: [], pagesFree: few_pages })
})

test('leaves a store that goes on as before', async () => {
  const directory = await storeOf(100)
  await compact(directory)

  const store = open(directory)
  store.log.append({ events: [numbered(100)] })
  await store.close()

  expect(check(directory)).toMatchObject({ tip: 101, findings: [] })
  expect(existsSync(join(directory, 'replacing'))).toBe(false)
})

test.each(['read-only', 'read-write'] as const)(
  'is refused while another process has it open %s',
  async (mode) => {
    const directory = await storeOf(100)
    const before = readFileSync(dataFile(directory))
    const pid = await holdOpen(directory, mode)

    await expect(compact(directory)).rejects.toThrow(busy)
    if (process.platform === 'linux') await expect(compact(directory)).rejects.toThrow(`process ${pid} (`)

    expect(readFileSync(dataFile(directory)).equals(before)).toBe(true)
    expect(check(directory).findings).toEqual([])
  },
)

test('is refused while this process has it open', async () => {
  const directory = await storeOf(100)
  const store = open(directory, true)

  await expect(compact(directory)).rejects.toThrow(busy)

  expect(store.log.tip.position).toBe(100)
  await store.close()
})

test('keeps everybody else out until it is done', async () => {
  const directory = await storeOf(100)
  symlinkSync(identityOf(process.ppid), join(directory, 'replacing'))

  expect(() => open(directory, true)).toThrow(busy)
  await expect(compact(directory)).rejects.toThrow(busy)
})

test('who opens the store meanwhile waits for it', async () => {
  const directory = await storeOf(100)
  const replacer = spawn('sleep', ['0.5'])
  symlinkSync(identityOf(replacer.pid as number), join(directory, 'replacing'))

  expect(() => open(directory, true)).toThrow(busy)
  const store = open(directory, true, 20_000)

  expect(store.log.tip.position).toBe(100)
  await store.close()
})

test('clears away what one that was killed has left', async () => {
  const directory = await storeOf(100)
  symlinkSync(ended_identity, join(directory, 'replacing'))
  mkdirSync(join(directory, 'successor'))
  writeFileSync(join(directory, 'successor', 'data.mdb'), 'half')

  const store = open(directory)
  await store.close()
  await compact(directory)

  expect(check(directory).findings).toEqual([])
  expect(existsSync(join(directory, 'successor'))).toBe(false)
})

test('does nothing to a damaged store', async () => {
  const directory = await storeOf(100)
  await tamperBlock(directory, 1, ({ previous }) => previous.fill(3))
  const before = readFileSync(dataFile(directory))

  await expect(compact(directory)).rejects.toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }))

  expect(readFileSync(dataFile(directory)).equals(before)).toBe(true)
  expect(existsSync(join(directory, 'successor'))).toBe(false)
})

describe('with compress', () => {
  test('deflates the texts, and every way of reading gives what it gave before', async () => {
    const directory = await storeOf(3000, 500)
    const proven = check(directory).proven
    const before = open(directory, true)
    const events = [...before.log.read()].map(seen)
    await before.close()

    const { beforeBytes, afterBytes } = await compact(directory, { compress: true })

    expect(afterBytes).toBeLessThan(beforeBytes * 0.7)
    expect(check(directory)).toMatchObject({ findings: [], pagesFree: few_pages, proven })
    const store = open(directory)
    expect([...store.log.read()].map(seen)).toEqual(events)
    expect([...store.log.read({ reverse: true })].map(seen)).toEqual(events.toReversed())
    const ofType = events.filter(({ type }) => type === 'Type1')
    expect([...store.log.read({ types: ['Type1'] })].map(seen)).toEqual(ofType)
    const ofStream = events.filter(({ stream }) => stream === 'order-3')
    expect([...store.log.read({ streams: ['order-3'] })].map(seen)).toEqual(ofStream)
    for (const position of [1, 256, 257, 1777, 3000])
      expect(seen(store.log.at(position)!)).toEqual(events[position - 1])
    store.log.append({ events: [numbered(3000)] })
    expect(store.log.tip.position).toBe(3001)
    await store.close()
    expect(check(directory)).toMatchObject({ findings: [], tip: 3001 })
  })

  test('of more pages than LMDB lists in one; done again, it changes nothing', async () => {
    const directory = await storeOf(20_000, 5000)
    await compact(directory, { compress: true })
    const { beforeBytes, afterBytes } = await compact(directory, { compress: true })
    expect(afterBytes).toBe(beforeBytes)
  })

  test('a text that cannot be inflated, or is another, is found', async () => {
    const directory = await storeOf(1000)
    await compact(directory, { compress: true })
    await tamperBlock(directory, 1, (_, bytes) => {
      bytes[bytes.length - 200]! ^= 4
    })
    expect(damaged(directory)).not.toEqual([])
  })
})

function seen({ position, stream, version, type, id, timeMs, json, metaJson, hash }: RecordedEvent) {
  return { position, stream, version, type, id, timeMs, json, metaJson, hash }
}
