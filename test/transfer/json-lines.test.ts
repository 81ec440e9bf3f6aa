import { expect, test } from 'vitest'
import { temporaryStore } from '../support/stores.ts'
import { fileOf, imported, importedStream } from './import-file.ts'

test('keeps the exact text of data and meta', async () => {
  const store = temporaryStore()
  const line =
    '{ "stream" : "order-1", "type":"Added","data":{"total":1.50, "n":9007199254740993},"meta":{"actor":"kim"} }'

  await imported(store, fileOf('in.jsonl', `${line}\n`))

  const event = store.log.at(1)
  expect(event?.json).toBe('{"total":1.50,"n":9007199254740993}')
  expect(event?.metaJson).toBe('{"actor":"kim"}')
})

test('takes id and time from the line, and the clock where there is none', async () => {
  const store = temporaryStore()
  const text =
    '{"stream":"a","type":"T","id":"one","time":"2025-03-01T10:00:00+02:00"}\n{"stream":"a","type":"T","data":1}\n'

  await imported(store, fileOf('in.jsonl', text))

  expect(store.log.at(1)).toMatchObject({ id: 'one', time: '2025-03-01T08:00:00.000Z', json: 'null' })
  expect(store.log.at(2)?.time).toMatch(/^2026-01-01T/)
})

test('accepts what an export says besides, and decides it anew', async () => {
  const store = temporaryStore()
  const text =
    '{"v":1,"position":77,"branch":"other","stream":"a","version":9,"type":"T","data":1,"meta":{},"hash":"00"}'

  await imported(store, fileOf('in.jsonl', text))

  expect(store.log.at(1)).toMatchObject({ position: 1, version: 1 })
})

test('drops a byte order mark, skips empty lines, takes CRLF and a last line without an end', async () => {
  const store = temporaryStore()
  const text = '\ufeff{"stream":"a","type":"T"}\r\n\r\n  \n{"stream":"b","type":"U"}'

  const result = await imported(store, fileOf('in.ndjson', text))

  expect(result.appended).toBe(2)
  expect(store.log.at(2)?.stream).toBe('b')
})

test('keeps white space in names, and names of any script', async () => {
  const store = temporaryStore()

  await imported(store, fileOf('in.jsonl', '{"stream":" bestelling-é\\u0000😀","type":"\\u0054 "}\n'))

  expect(store.log.at(1)).toMatchObject({ stream: ' bestelling-é\0😀', type: 'T ' })
})

test('reads lines that are cut anywhere by the chunks they come in', async () => {
  const store = temporaryStore()
  const bytes = Buffer.from(
    '{"stream":"é-1","type":"T","data":"€"}\n{"stream":"é-2","type":"T","data":"😀"}\n',
  )

  await importedStream(
    store,
    [...bytes].map((byte) => Uint8Array.of(byte)),
  )

  expect(store.log.at(1)?.data).toBe('€')
  expect(store.log.at(2)).toMatchObject({ stream: 'é-2', data: '😀' })
})

const good = '{"stream":"a","type":"T","data":{}}'
const bad_lines: readonly [string, string | Uint8Array, RegExp][] = [
  ['not JSON', '{"stream":"a",}', /^line 2: invalid JSON: /],
  ['not an object', '[1]', /^line 2: invalid JSON: expected a JSON object/],
  ['two objects', `${good}${good}`, /^line 2: invalid JSON: /],
  ['an unknown key', '{"stream":"a","type":"T","dat":1}', /^line 2: unknown key 'dat'/],
  ['a key twice', '{"stream":"a","type":"T","type":"U"}', /^line 2: duplicate key 'type'/],
  [
    'a key twice in the data',
    '{"stream":"a","type":"T","data":{"x":1,"x":2}}',
    /^line 2: .*duplicate key at '\/x'/,
  ],
  ['no stream', '{"type":"T"}', /^line 2: 'stream' is missing/],
  ['no type', '{"stream":"a"}', /^line 2: 'type' is missing/],
  ['an empty stream', '{"stream":"","type":"T"}', /^line 2: the stream is empty/],
  ['a stream that is a number', '{"stream":1,"type":"T"}', /^line 2: 'stream' must be a string/],
  ['meta that is no object', '{"stream":"a","type":"T","meta":[]}', /^line 2: meta must be a JSON object/],
  ['a time that is none', '{"stream":"a","type":"T","time":"2025-02-30"}', /^line 2: '2025-02-30' is not/],
  ['a lone surrogate', '{"stream":"\\ud800","type":"T"}', /^line 2: the stream is not well-formed/],
  ['brackets that do not match', '{"stream":"a","type":"T","data":{]}', /^line 2: invalid JSON/],
  ['a garbage position', '{"stream":"a","type":"T","position":@}', /^line 2: invalid JSON/],
  ['invalid UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), /^line 2: not valid UTF-8/],
]

test.each(bad_lines)('refuses %s, and says the line', async (_, line, message) => {
  const store = temporaryStore()
  const path = fileOf(
    'in.jsonl',
    Buffer.concat([Buffer.from(`${good}\n`), Buffer.from(line), Buffer.from('\n')]),
  )

  const failing = imported(store, path)

  await expect(failing).rejects.toMatchObject({
    code: 'LINE_INVALID',
    message: expect.stringMatching(message),
  })
  expect(store.log.tip.position).toBe(0)
})

test('refuses a line of more than 32 MiB without holding it', async () => {
  const store = temporaryStore()
  const chunk = Buffer.alloc(1024 * 1024, 0x61)

  const failing = importedStream(store, [Buffer.from(`${good}\n{"stream":"`), ...new Array(300).fill(chunk)])

  await expect(failing).rejects.toMatchObject({
    message: expect.stringMatching(/^line 2: longer than 33554432 bytes/),
  })
})

test('refuses an event of more than 16 MiB', async () => {
  const store = temporaryStore()

  const failing = imported(
    store,
    fileOf('in.jsonl', `{"stream":"a","type":"T","data":"${'x'.repeat(17 << 20)}"}\n`),
  )

  await expect(failing).rejects.toMatchObject({ message: expect.stringMatching(/^line 1: .*over the limit/) })
})
