import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CompactReport, compactStore } from '../../src/store/compact.ts'
import { Store } from '../../src/store/store.ts'
import { check, dataFile, numbered, storeOf, tamperBlock } from '../support/checking.ts'
import { holdOpen } from '../support/holder.ts'
import { countingAmbient } from '../support/stores.ts'

async function compact(directory: string): Promise<CompactReport> {
  const steps = compactStore(directory)
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
  }
}

const open = (directory: string, readOnly = false) =>
  Store.open(directory, { readOnly, ambient: countingAmbient(Date.UTC(2027, 0, 1)) })
const busy = expect.objectContaining({ code: 'STORE_BUSY' })

test('gives free pages back, and keeps every event', async () => {
  const directory = await storeOf(600, 6)
  const before = check(directory)

  const { proven, beforeBytes, afterBytes } = await compact(directory)

  expect(afterBytes).toBeLessThan(beforeBytes)
  expect(afterBytes).toBe(statSync(dataFile(directory)).size)
  expect(proven).toEqual(before.proven)
  expect(check(directory)).toMatchObject({ findings: [], pagesFree: 0 })
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
  writeFileSync(join(directory, 'replacing'), String(process.ppid))

  expect(() => open(directory, true)).toThrow(busy)
  await expect(compact(directory)).rejects.toThrow(busy)
})

test('clears away what one that was killed has left', async () => {
  const directory = await storeOf(100)
  const no_process = 4_194_305
  writeFileSync(join(directory, 'replacing'), String(no_process))
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
