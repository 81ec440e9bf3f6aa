import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { importEvents } from '../../src/transfer/import-events.ts'
import type { ImportOptions } from '../../src/transfer/import-options.ts'
import { temporaryStore } from '../support/stores.ts'
import { fileOf, imported, importedStream } from './import-file.ts'

// The clocks of Amsterdam went from 03:00 back to 02:00 on 26 October 2025, and from 02:00 to 03:00 on 30 March.
const amsterdam: ImportOptions = { timeZone: 'Europe/Amsterdam' }
const twice = ['01:50', '02:10', '02:50', '02:10', '02:50', '03:10']
const twice_utc = ['23:50', '00:10', '00:50', '01:10', '01:50', '02:10']

function rows(times: readonly string[], day = '2025-10-26'): string {
  return times
    .map((time, n) => `{"stream":"s-${n}","type":"T","data":${n},"time":"${day}T${time}:00"}\n`)
    .join('')
}

function times(store: Store): string[] {
  return Array.from(store.log.read(), ({ time }) => time.slice(11, 16))
}

test('a log that runs through an hour twice keeps its order', async () => {
  const store = temporaryStore()

  const result = await imported(store, fileOf('in.jsonl', rows(twice)), amsterdam)

  expect(times(store)).toEqual(twice_utc)
  expect(result.unsureTimes).toEqual({ twice: undefined, skipped: undefined })
})

test.each([
  ['in batches', { batchEvents: 1 }],
  ['sorted, since it is in order', { sort: true }],
  ['all or nothing', { atomic: true }],
])('so it does %s', async (_, options) => {
  const store = temporaryStore()

  await imported(store, fileOf('in.jsonl', rows(twice)), { ...amsterdam, ...options })

  expect(times(store)).toEqual(twice_utc)
})

test('so it does when it is kept as data', async () => {
  const store = temporaryStore()
  const keepTimeAs = { part: 'meta', name: 't' } as const

  await imported(store, fileOf('in.jsonl', rows(twice)), { ...amsterdam, keepTimeAs })

  const kept = Array.from(store.log.read(), ({ meta }) => String((meta as { t: string }).t).slice(11, 16))
  expect(kept).toEqual(twice_utc)
})

test.each([2, 3, 4, 5])('goes on in the second pass after an interruption at row %i', async (stop) => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', rows(twice))
  const options = { ...amsterdam, batchEvents: 1 }
  const work = importEvents(store, { path }, options)
  for (let row = 0; row < stop; row++) await work.next()
  await work.return(undefined as never)

  await imported(store, path, options)

  expect(times(store)).toEqual(twice_utc)
})

test('goes on in the second pass in the next file, since the store is there already', async () => {
  const store = temporaryStore()
  await imported(store, fileOf('a.jsonl', rows(twice.slice(0, 4))), amsterdam)

  await imported(store, fileOf('b.jsonl', rows(['02:20', '02:50'])), amsterdam)

  expect(times(store)).toEqual(['23:50', '00:10', '00:50', '01:10', '01:20', '01:50'])
})

test('rows that are known by their ids are read as they were', async () => {
  const store = temporaryStore()
  const withIds = Buffer.from(rows(twice).replace(/"s-(\d)"/g, '"s-$1","id":"id-$1"'))
  await importedStream(store, [withIds.subarray(0, withIds.indexOf('"s-4"') - 10)], amsterdam)

  const result = await importedStream(store, [withIds], amsterdam)

  expect(result).toMatchObject({ duplicates: 4, appended: 2 })
  expect(times(store)).toEqual(twice_utc)
})

test('one pass of which nothing tells which it was is the first, and is told', async () => {
  const store = temporaryStore()

  const { unsureTimes } = await imported(
    store,
    fileOf('in.jsonl', rows(['02:10', '02:50', '03:10'])),
    amsterdam,
  )

  expect(times(store)).toEqual(['00:10', '00:50', '02:10'])
  expect(unsureTimes.twice).toEqual({ count: 2, line: 1 })
})

test('a time that falls in any reading is refused, without a word of --sort', async () => {
  const failing = imported(
    temporaryStore(),
    fileOf('in.jsonl', rows([...twice.slice(0, 5), '02:10'])),
    amsterdam,
  )

  await expect(failing).rejects.toMatchObject({
    at: { line: 6 },
    message: expect.stringMatching(/time goes back/),
    hint: 'write such times in UTC, with Z, or with their offset',
  })
})

test('--sort refuses such an hour in a file that is not in order', async () => {
  const store = temporaryStore()

  const failing = imported(store, fileOf('in.jsonl', rows(['02:10', '02:50', '01:50'])), {
    ...amsterdam,
    sort: true,
  })

  await expect(failing).rejects.toMatchObject({
    at: { line: 1 },
    message:
      'line 1: the clocks of the zone showed this time twice, at 2025-10-26T00:10:00.000Z and 2025-10-26T01:10:00.000Z, ' +
      'and --sort cannot tell what is meant; nothing was imported',
    hint: 'write such times in UTC, with Z, or with their offset',
  })
})

test('a time that the clocks skipped is moved on, and told; where it falls then, no --sort is offered', async () => {
  const store = temporaryStore()
  const spring = (list: string[]) => fileOf('in.jsonl', rows(list, '2025-03-30'))

  const { unsureTimes } = await imported(store, spring(['01:50', '02:30', '03:40']), amsterdam)
  const falls = imported(temporaryStore(), spring(['01:50', '02:30', '03:10']), amsterdam)
  const sorted = imported(temporaryStore(), spring(['02:30', '03:10']), { ...amsterdam, sort: true })

  expect(times(store)).toEqual(['00:50', '01:30', '01:40'])
  expect(unsureTimes.skipped).toEqual({ count: 1, line: 2 })
  await expect(falls).rejects.toMatchObject({ hint: expect.not.stringContaining('--sort') })
  await expect(sorted).rejects.toMatchObject({
    message: expect.stringMatching(/^line 1: .* skipped this time/),
  })
})

test('half an hour that is shown twice, on Lord Howe Island', async () => {
  const store = temporaryStore()
  // From 02:00 at +11:00 back to 01:30 at +10:30, on 6 April 2025.
  const path = fileOf('in.jsonl', rows(['01:20', '01:40', '01:35', '01:59', '02:00'], '2025-04-06'))

  const { unsureTimes } = await imported(store, path, { timeZone: 'Australia/Lord_Howe' })

  expect(times(store)).toEqual(['14:20', '14:40', '15:05', '15:29', '15:30'])
  expect(unsureTimes.twice).toBeUndefined()
})

test('more is told of a file that grew than of what came in before', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', rows(twice.slice(0, 3)))
  await imported(store, path, amsterdam)
  writeFileSync(path, rows(twice))

  await imported(store, path, amsterdam)

  expect(times(store)).toEqual(twice_utc)
})
