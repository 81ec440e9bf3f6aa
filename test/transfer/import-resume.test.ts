import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { importEvents } from '../../src/transfer/import-events.ts'
import type { ImportOptions } from '../../src/transfer/import-options.ts'
import { temporaryStore } from '../support/stores.ts'
import { fileOf, imported, importedStream, lines } from './import-file.ts'

const small = { batchEvents: 10 }

function numbers(store: Store): number[] {
  return Array.from(store.log.read(), (event) => (event.data as { n: number }).n)
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}

/** Runs an import and ends it after some batches, as Ctrl-C does. */
async function interrupted(store: Store, path: string, batches: number, options: ImportOptions = small) {
  const controller = new AbortController()
  const work = importEvents(store, { path }, { ...options, signal: controller.signal })
  for (let batch = 0; batch < batches; batch++) await work.next()
  controller.abort()
  return work.next()
}

/** A file of 35 lines, whose line 25 is not JSON. */
function withBadLine(): string {
  return fileOf('in.jsonl', `${lines(24)}{"stream":\n${lines(10, 26)}`)
}

test('imports in batches, and tells how far it is after each', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', lines(25))
  const told: number[] = []

  for await (const { rows } of importEvents(store, { path }, small)) told.push(rows)

  expect(told).toEqual([10, 20, 25])
  expect(numbers(store)).toEqual(upTo(25))
})

test('a bad line stops it at the last whole batch, and says how to go on', async () => {
  const store = temporaryStore()

  const failing = imported(store, withBadLine(), small)

  await expect(failing).rejects.toMatchObject({
    code: 'LINE_INVALID',
    at: { line: 25 },
    message: expect.stringMatching(/^line 25: invalid JSON: .*; 20 events are in, up to line 20$/),
    hint: 'mend line 25, then the same command goes on at line 21',
  })
  expect(numbers(store)).toEqual(upTo(20))
})

test('goes on where it stopped once the line is mended', async () => {
  const store = temporaryStore()
  const path = withBadLine()
  await imported(store, path, small).catch(() => undefined)
  writeFileSync(path, readFileSync(path, 'utf8').replace('{"stream":\n', lines(1, 25)))

  const result = await imported(store, path, small)

  expect(result).toMatchObject({ appended: 15, before: 20, from: 20, to: 35 })
  expect(numbers(store)).toEqual(upTo(35))
})

test('a line that only an append finds wrong is named too, before one that comes after it', async () => {
  const store = temporaryStore()
  const duplicate = '{"stream":"a","type":"T","data":{"x":1,"x":1}}\n'

  const failing = imported(store, fileOf('in.jsonl', `${lines(11)}${duplicate}${lines(2, 12)}{\n`), small)

  await expect(failing).rejects.toMatchObject({ at: { line: 12 } })
})

test('goes on after an interruption between two batches', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', lines(35))

  await expect(interrupted(store, path, 2)).rejects.toMatchObject({
    code: 'INTERRUPTED',
    message: 'interrupted; 20 events are in, up to line 20',
    hint: 'the same command goes on at line 21',
  })
  await imported(store, path, small)

  expect(numbers(store)).toEqual(upTo(35))
})

test('an interruption ends the wait for a stream that says nothing', async () => {
  const store = temporaryStore()
  const controller = new AbortController()
  const silent = new Readable({ read: () => undefined })
  const work = importEvents(store, { chunks: silent }, { signal: controller.signal }).next()

  setImmediate(() => controller.abort())

  await expect(work).rejects.toMatchObject({
    code: 'INTERRUPTED',
    message: 'interrupted; nothing was imported',
  })
})

test('goes on in a CSV file, with its columns and its line numbers', async () => {
  const store = temporaryStore()
  const rows = upTo(15).map((n) => `order-1,Added,"${n}\n"\n`)
  const path = fileOf('in.csv', `\ufefforder,event,n\n${rows.join('')}order-1,,16\n`)
  const options = { ...small, csv: { streamColumn: 'order', typeColumn: 'event', jsonColumns: ['n'] } }
  await imported(store, path, options).catch(() => undefined)

  const again = imported(store, path, options)

  await expect(again).rejects.toMatchObject({
    at: { line: 32 },
    message: expect.stringMatching(/10 events are in, up to line 21$/),
  })
  writeFileSync(path, readFileSync(path, 'utf8').replace('order-1,,16', 'order-1,Added,16'))
  await imported(store, path, options)
  expect(numbers(store)).toHaveLength(16)
})

test('of two imports of one file at the same time, one goes on', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', lines(35))
  const [first, second] = [importEvents(store, { path }, small), importEvents(store, { path }, small)]
  await first.next()

  const overtaken = second.next().then(() => first.next())

  await expect(overtaken).rejects.toMatchObject({ code: 'STORE_BUSY' })
  for await (const _ of second);
  expect(numbers(store)).toEqual(upTo(35))
})

test('a file that is in already adds nothing, wherever it lies', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', lines(25))
  await imported(store, path)
  const elsewhere = fileOf('other.jsonl', '')
  copyFileSync(path, elsewhere)

  const results = [await imported(store, path), await imported(store, elsewhere)]

  for (const result of results) expect(result).toMatchObject({ appended: 0, before: 25 })
  expect(store.log.tip.position).toBe(25)
})

test('a line that goes on after what is in of it is a change', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', '{"stream":"a","type":"T","data":{"n":1}}')
  await imported(store, path)
  writeFileSync(path, '{"stream":"a","type":"T","data":{"n":1}}{"stream":"a","type":"T","data":{"n":2}}\n')

  await expect(imported(store, path)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
})

test('a file that has grown brings in what is new', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', lines(5).trimEnd())
  await imported(store, path)
  writeFileSync(path, `${lines(7)}{`)

  const failing = imported(store, path)

  await expect(failing).rejects.toMatchObject({ at: { line: 8 } })
  writeFileSync(path, lines(7))
  await imported(store, path)
  expect(numbers(store)).toEqual(upTo(7))
})

test.each([
  ['whose first line is another', (text: string) => text.replace('"n":1}', '"n":0}')],
  ['that is shorter than what is in', () => lines(19)],
])('refuses a file %s', async (_, change) => {
  const store = temporaryStore()
  const path = withBadLine()
  await imported(store, path, small).catch(() => undefined)
  writeFileSync(path, change(readFileSync(path, 'utf8')))

  const again = imported(store, path, small)

  await expect(again).rejects.toMatchObject({
    code: 'FILE_CHANGED',
    message: `'${path}' changed in the 20 events of it that are in`,
  })
  expect(store.log.tip.position).toBe(20)
})

test('takes a changed file as a new one when it is told to', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', '{"stream":"a","type":"T","data":{"n":1}}\n')
  await imported(store, path)
  writeFileSync(path, '{"stream":"a","type":"T","data":{"n":2}}\n')

  await imported(store, path, { again: true })
  const again = await imported(store, path)

  expect(again).toMatchObject({ appended: 0, before: 1 })
  expect(numbers(store)).toEqual([1, 2])
})

function withIds(count: number): Buffer {
  return Buffer.from(
    upTo(count)
      .map((n) => `{"stream":"a","type":"T","data":{"n":${n}},"id":"id-${n}"}\n`)
      .join(''),
  )
}

test('from a stream, what is in is skipped by its id', async () => {
  const store = temporaryStore()
  await importedStream(store, [withIds(15)], small)

  const result = await importedStream(store, [withIds(35)], small)

  expect(result).toMatchObject({ appended: 20, duplicates: 15 })
  expect(numbers(store)).toEqual(upTo(35))
})

test('a stream that ends in a bad line says how to go on, which depends on the ids', async () => {
  const bad = Buffer.from('{\n')

  const known = importedStream(temporaryStore(), [withIds(15), bad], small)
  const unknown = importedStream(temporaryStore(), [Buffer.from(lines(15)), bad], small)

  await expect(known).rejects.toMatchObject({
    hint: 'mend line 16, then the same command skips what is in by its id',
  })
  await expect(unknown).rejects.toMatchObject({ hint: 'what is in stays: give the lines from 11 on' })
})

test('an id that is known for another event stops the batch, and names the line', async () => {
  const store = temporaryStore()
  await importedStream(store, [withIds(3)])
  const other = withIds(12).toString().replace('"n":2}', '"n":7}')

  const failing = importedStream(store, [Buffer.from(other)], small)

  await expect(failing).rejects.toMatchObject({
    code: 'ID_CONFLICT',
    message: expect.stringMatching(/^line 2: /),
  })
  expect(store.log.tip.position).toBe(3)
})

test('the same event twice in a file is imported once', async () => {
  const store = temporaryStore()

  const result = await importedStream(store, [withIds(4), withIds(4), withIds(5)])

  expect(result).toMatchObject({ appended: 5, duplicates: 8 })
})

test('all or nothing with atomic', async () => {
  const store = temporaryStore()
  const path = withBadLine()

  const failing = imported(store, path, { ...small, atomic: true })

  await expect(failing).rejects.toMatchObject({
    message: expect.stringMatching(/^line 25: .*; nothing was imported$/),
  })
  expect(store.log.tip.position).toBe(0)
})

test('atomic takes 65,536 events at most', async () => {
  const store = temporaryStore()
  const line = '{"stream":"a","type":"T","data":{}}\n'

  const most = await imported(store, fileOf('most.jsonl', line.repeat(65_536)), { atomic: true })
  const more = imported(store, fileOf('more.jsonl', line.repeat(65_537)), { atomic: true, again: true })

  expect(most.appended).toBe(65_536)
  await expect(more).rejects.toMatchObject({ code: 'USAGE' })
  expect(store.log.tip.position).toBe(65_536)
})

test('a dry run checks everything and writes nothing', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', lines(25))

  const result = await imported(store, path, { ...small, dryRun: true })
  const failing = imported(store, withBadLine(), { ...small, dryRun: true })

  expect(result).toMatchObject({ appended: 25, dryRun: true })
  await expect(failing).rejects.toMatchObject({ at: { line: 25 } })
  expect(store.log.tip.position).toBe(0)
  expect(await imported(store, path)).toMatchObject({ appended: 25, before: 0 })
})

test('a file that does not exist, a folder, a name without a format', async () => {
  const store = temporaryStore()

  await expect(imported(store, '/nowhere/in.jsonl')).rejects.toMatchObject({ code: 'FILE_UNKNOWN' })
  await expect(imported(store, '/tmp', { format: 'jsonl' })).rejects.toMatchObject({ code: 'FILE_UNKNOWN' })
  await expect(imported(store, fileOf('in.txt', ''))).rejects.toMatchObject({ code: 'USAGE' })
  await expect(imported(store, fileOf('in.jsonl', ''), { csv: {} })).rejects.toMatchObject({ code: 'USAGE' })
})
