import { copyFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { importEvents } from '../../src/transfer/import-events.ts'
import type { ImportOptions } from '../../src/transfer/import-options.ts'
import { temporaryStore } from '../support/stores.ts'
import { fileOf, imported, lines } from './import-file.ts'

const kept: ImportOptions = { keepTimeAs: { part: 'meta', name: 'time' } }

function idLines(count: number): string {
  let text = ''
  for (let n = 1; n <= count; n++) text += `{"stream":"a","type":"T","id":"id-${n}"}\n`
  return text
}

async function refused(store: Store, path: string, options: ImportOptions = {}) {
  const before = store.log.tip.position
  await expect(imported(store, path, options)).rejects.toMatchObject({
    code: 'FILE_IMPORTED',
    hint: '--again imports it once more',
  })
  expect(store.log.tip.position).toBe(before)
}

test('the same file with another option would double its events: it names the earlier import', async () => {
  const store = temporaryStore()
  const path = fileOf('in.csv', 'a,b,event\nx,y,T\n')
  await imported(store, path, { csv: { streamColumn: 'a', typeColumn: 'event' } })
  const other = { csv: { streamColumn: 'b', typeColumn: 'event' } }

  const failing = imported(store, path, other)

  await expect(failing).rejects.toMatchObject({
    code: 'FILE_IMPORTED',
    message: expect.stringMatching(
      /^'.*in\.csv' was imported already, at 2026-01-01T00:00:00.\d{3}Z with --format csv --stream-column a --type-column event: 1 event$/,
    ),
  })
  expect(await imported(store, path, { ...other, again: true })).toMatchObject({ appended: 1, before: 0 })
  expect(await imported(store, path, other)).toMatchObject({ appended: 0, before: 1 })
})

test.each<[string, ImportOptions, ImportOptions]>([
  ['sorted, then as it is', { sort: true }, kept],
  ['as it is, then sorted', {}, { ...kept, sort: true }],
  ['in a dry run', {}, { ...kept, dryRun: true }],
  ['all or nothing', { atomic: true }, { ...kept, atomic: true }],
  ['in small batches', {}, { ...kept, batchEvents: 2 }],
])('is refused %s', async (_, first, second) => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', lines(20))
  await imported(store, path, first)

  await refused(store, path, second)
})

test('under another name, grown under another name, and after an import that was interrupted', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', lines(20))
  const work = importEvents(store, { path }, { batchEvents: 5 })
  await work.next()
  await work.return(undefined as never)
  const copy = fileOf('copy.jsonl', '')
  copyFileSync(path, copy)

  await refused(store, copy, kept)
  await refused(store, fileOf('grown.jsonl', lines(30)))
  await refused(store, fileOf('grown.jsonl', lines(30)), { sort: true })
  expect(await imported(store, copy)).toMatchObject({ before: 5, appended: 15 })
})

test('a file of the same path that holds something else is another file', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', lines(20))
  await imported(store, path)
  writeFileSync(path, lines(20, 21))

  expect(await imported(store, path, kept)).toMatchObject({ appended: 20 })
})

test('events with ids are not doubled, so they may come again, and new ones behind them', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', idLines(5))
  await imported(store, path)

  const again = await imported(store, path, kept)
  const grown = await imported(store, fileOf('grown.jsonl', idLines(8)), { sort: false })

  expect(again).toMatchObject({ appended: 0, duplicates: 5 })
  expect(grown).toMatchObject({ appended: 3, duplicates: 5 })
})

test('an interrupted --again goes on without it, and says so', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', lines(20))
  await imported(store, path, kept)
  const controller = new AbortController()
  const options = { ...kept, batchEvents: 5 }
  const work = importEvents(store, { path }, { ...options, again: true, signal: controller.signal })
  await work.next()
  controller.abort()

  await expect(work.next()).rejects.toMatchObject({
    hint: 'the same command without --again goes on at line 6',
  })
  expect(await imported(store, path, options)).toMatchObject({ before: 5, appended: 15 })
})
