import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { importEvents } from '../../src/transfer/import-events.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'
import { fileOf, imported, lines } from './import-file.ts'

const small = { batchEvents: 10 }

function line(n: number, time: string | undefined, meta = '{}', stream = 'a'): string {
  return `${JSON.stringify({ stream, type: 'T', data: { n }, meta: JSON.parse(meta), time })}\n`
}

function numbers(store: Store): number[] {
  return Array.from(store.log.read(), (event) => (event.data as { n: number }).n)
}

/** Lines of a few different days, each a stream, so that many share their time; the same at every run. */
function shuffled(count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const day = 1 + ((n * 7) % 5)
    return line(n, `2025-01-0${day}T00:00:00Z`, '{}', `day-${day}`)
  })
}

/** What a stable sort of the same lines gives. */
function inOrder(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n).sort((a, b) => ((a * 7) % 5) - ((b * 7) % 5) || a - b)
}

test('stops at the first row whose time goes back', async () => {
  const store = temporaryStore()
  const text = `${lines(12)}${line(13, '2024-12-31T00:00:00Z')}`

  const failing = imported(store, fileOf('in.jsonl', text), small)

  await expect(failing).rejects.toMatchObject({
    code: 'LINE_INVALID',
    message:
      'line 13: time goes back from 2025-01-01T00:00:12.000Z to 2024-12-31T00:00:00.000Z; 10 events are in, up to line 10',
  })
})

test('names --sort when nothing is in yet', async () => {
  const text = `${line(1, '2025-01-02')}${line(2, '2025-01-01')}`

  await expect(imported(temporaryStore(), fileOf('in.jsonl', text))).rejects.toMatchObject({
    hint: '--sort orders the whole file by time before anything is written',
  })
})

test('refuses a time that is more than a minute ahead of the clock', async () => {
  const store = temporaryStore(countingAmbient(Date.parse('2026-01-01T00:00:00Z')))
  const text = `${line(1, '2026-01-01T00:00:59Z')}${line(2, '2026-01-01T00:01:01Z')}`

  await expect(imported(store, fileOf('in.jsonl', text))).rejects.toMatchObject({
    code: 'LINE_INVALID',
    message: expect.stringMatching(/^line 2: time 2026-01-01T00:01:01.000Z is in the future/),
  })
})

test('refuses a first row that is older than the tip, and writes nothing', async () => {
  const store = temporaryStore()
  store.log.append({ events: [{ stream: 'a', type: 'T' }] })

  await expect(imported(store, fileOf('in.jsonl', lines(30)), small)).rejects.toMatchObject({
    code: 'TIME_CONFLICT',
    message: expect.stringMatching(
      /^line 1: time 2025-01-01T00:00:01.000Z is older than the tip, event 1 of .*; nothing was imported$/,
    ),
    hint: '--keep-time-as meta.time lets the clock of the store record the events',
  })
  expect(store.log.tip.position).toBe(1)
})

test('keeps the time in meta or in data, and records with the clock', async () => {
  const store = temporaryStore()
  const text = `${line(1, '2025-01-02T00:00:00+01:00', '{"actor":"kim"}')}${line(2, '2025-01-01')}${line(3, undefined)}`

  await imported(store, fileOf('in.jsonl', text), { keepTimeAs: { part: 'meta', name: 'time' } })
  await imported(store, fileOf('in.jsonl', text), { keepTimeAs: { part: 'data', name: 'at' }, again: true })

  expect(Array.from(store.log.read(), (event) => event.metaJson).slice(0, 3)).toEqual([
    '{"actor":"kim","time":"2025-01-01T23:00:00.000Z"}',
    '{"time":"2025-01-01T00:00:00.000Z"}',
    '{}',
  ])
  expect(store.log.at(4)?.json).toBe('{"n":1,"at":"2025-01-01T23:00:00.000Z"}')
  expect(store.log.at(1)?.time).toMatch(/^2026/)
})

test.each([
  ['data that is no object', '{"stream":"a","type":"T","data":[],"time":"2025-01-01"}', 'data'],
  ['a member of that name', '{"stream":"a","type":"T","data":{"time":1},"time":"2025-01-01"}', 'data'],
] as const)('cannot keep the time in %s', async (_, text, part) => {
  const failing = imported(temporaryStore(), fileOf('in.jsonl', text), { keepTimeAs: { part, name: 'time' } })

  await expect(failing).rejects.toMatchObject({ code: 'LINE_INVALID', at: { line: 1 } })
})

test.each([
  ['in memory', undefined],
  ['through temporary files', 3000],
])('sorts the whole file by time, stably, %s', async (_, sortMemoryBytes) => {
  const store = temporaryStore()
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('es-import-'))

  await imported(store, fileOf('in.jsonl', shuffled(100).join('')), { ...small, sort: true, sortMemoryBytes })

  expect(numbers(store)).toEqual(inOrder(100))
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('es-import-'))).toEqual(before)
})

test('a sorted import goes on after an interruption', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', shuffled(35).join(''))
  const controller = new AbortController()
  const options = { ...small, sort: true, sortMemoryBytes: 3000 }
  const work = importEvents(store, { path }, { ...options, signal: controller.signal })
  await work.next()
  controller.abort()
  await expect(work.next()).rejects.toMatchObject({ message: 'interrupted; 10 events are in' })

  const result = await imported(store, path, options)

  expect(result).toMatchObject({ appended: 25, before: 10 })
  expect(numbers(store)).toEqual(inOrder(35))
})

test('a sorted file that is in already adds nothing; one that changed before its end is refused', async () => {
  const store = temporaryStore()
  const rows = shuffled(20)
  const path = fileOf('in.jsonl', rows.join(''))
  const options = { ...small, sort: true }
  await imported(store, path, options)

  const again = await imported(store, path, options)
  writeFileSync(path, readFileSync(path, 'utf8') + line(20, '2025-02-01'))
  const grown = await imported(store, path, options)
  writeFileSync(path, readFileSync(path, 'utf8') + line(21, '2025-01-01', '{}', 'b'))
  const changed = imported(store, path, options)

  expect(again).toMatchObject({ appended: 0, before: 20 })
  expect(grown).toMatchObject({ appended: 1, before: 20 })
  await expect(changed).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  writeFileSync(path, rows.slice(0, 5).join(''))
  await expect(imported(store, path, options)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
})

test.each([
  ['without a time', line(3, undefined), /^line 3: has no time, so --sort cannot place it; nothing/],
  [
    'that an append would refuse',
    '{"stream":"","type":"T","time":"2025-01-01"}\n',
    /^line 3: the stream is empty; nothing/,
  ],
])('a row %s is found before anything is written', async (_, bad, message) => {
  const store = temporaryStore()
  const text = `${line(1, '2025-01-03')}${line(2, '2025-01-01', '{}', 'b')}${bad}`

  const failing = imported(store, fileOf('in.jsonl', text), { batchEvents: 1, sort: true })

  await expect(failing).rejects.toMatchObject({ message: expect.stringMatching(message) })
  expect(store.log.tip.position).toBe(0)
})

const micro = '2025-01-01T10:00:00.000'

test('looks at every digit of a time: in the order of the file, and when it sorts', async () => {
  const text = [900, 100, 500].map((us, n) => line(n, `${micro}${us}Z`, '{}', `s-${n}`)).join('')
  const store = temporaryStore()

  const failing = imported(store, fileOf('in.jsonl', text))

  await expect(failing).rejects.toMatchObject({
    message: `line 2: time goes back from ${micro}9Z to ${micro}1Z; nothing was imported`,
  })
  await imported(store, fileOf('in.jsonl', text), { sort: true, sortMemoryBytes: 100 })
  expect(numbers(store)).toEqual([1, 2, 0])
  expect(Array.from(store.log.read(), ({ time }) => time)).toEqual(new Array(3).fill(`${micro}Z`))
})

test('looks at every digit behind a batch and behind an interruption', async () => {
  const store = temporaryStore()
  const path = fileOf('in.jsonl', line(1, `${micro}9Z`))
  await imported(store, path)
  writeFileSync(path, line(1, `${micro}9Z`) + line(2, `${micro}1Z`))

  await expect(imported(store, path)).rejects.toMatchObject({
    message: expect.stringMatching(/time goes back/),
    at: { line: 2 },
  })
})

test('--sort turns no two events of one stream around, and names both rows', async () => {
  const store = temporaryStore()
  const text = [
    line(1, '2025-01-03', '{}', 'b'),
    line(2, '2025-01-02'),
    line(3, '2025-01-05', '{}', 'b'),
    line(4, '2025-01-01'),
  ].join('')

  const failing = imported(store, fileOf('in.jsonl', text), { sort: true, sortMemoryBytes: 100 })

  await expect(failing).rejects.toMatchObject({
    code: 'LINE_INVALID',
    at: { line: 4 },
    message:
      'line 4: --sort would put this event of 2025-01-01T00:00:00.000Z before that of line 2, of 2025-01-02T00:00:00.000Z, in ' +
      "stream 'a'; nothing was imported",
  })
  expect(store.log.tip.position).toBe(0)
})

test('--sort knows the streams of a template', async () => {
  const csv = { streamTemplate: 'order-{id}', typeColumn: 'event', timeColumn: 'at' }
  const path = fileOf('in.csv', `id,event,at\n7,Paid,${micro}2Z\n8,Placed,2025-01-01\n7,Placed,${micro}1Z\n`)

  const failing = imported(temporaryStore(), path, { csv, sort: true })

  await expect(failing).rejects.toMatchObject({
    at: { line: 4 },
    message: expect.stringMatching(/line 2.*stream 'order-7'/),
  })
})
