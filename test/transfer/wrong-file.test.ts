import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { CsvOptions } from '../../src/transfer/import-options.ts'
import { temporaryStore } from '../support/stores.ts'
import { fileOf, imported, importedStream } from './import-file.ts'

const event = { stream: 'a', type: 'T', data: { n: 1 } }
const line = `${JSON.stringify(event)}\n`
const csv: CsvOptions = { streamColumn: 'order', typeColumn: 'event' }

function tar(): Buffer {
  const bytes = Buffer.alloc(1024)
  bytes.write('in.jsonl', 0)
  bytes.write('ustar', 257)
  return bytes
}

const foreign: readonly [string, Buffer, RegExp, string][] = [
  ['gzip', gzipSync(line), /is compressed with gzip$/, 'gunzip -c'],
  ['zstd', Buffer.from('28b52ffd2430', 'hex'), /is compressed with zstd$/, 'zstd -dc'],
  ['bzip2', Buffer.from('BZh91AY'), /is compressed with bzip2$/, 'bzip2 -dc'],
  ['xz', Buffer.from('fd377a585a000004', 'hex'), /is compressed with xz$/, 'xz -dc'],
  ['zip', Buffer.from('504b03040000', 'hex'), /is a zip archive, or a spreadsheet$/, 'unzip -p'],
  ['tar', tar(), /is a tar archive$/, 'tar -xOf'],
  ['SQLite', Buffer.from('SQLite format 3\0xxxx'), /is an SQLite database$/, 'sqlite3 -json'],
  ['Parquet', Buffer.from('PAR1xxxx'), /is a Parquet file$/, 'duckdb'],
  ['UTF-16, little', Buffer.from(`\ufeff${line}`, 'utf16le'), /is UTF-16, not UTF-8$/, 'iconv -f UTF-16 '],
  ['UTF-16, no mark', Buffer.from(line, 'utf16le'), /is UTF-16, not UTF-8$/, 'iconv -f UTF-16LE '],
  ['UTF-16, big', Buffer.from(line, 'utf16le').swap16(), /is UTF-16, not UTF-8$/, 'iconv -f UTF-16BE '],
  ['bytes', Buffer.from('abc\0def'), /is not text$/, 'JSON lines or CSV'],
]

test.each(foreign)('names %s, whatever it is called, and from stdin', async (_, bytes, message, hint) => {
  const store = temporaryStore()
  const expected = {
    code: 'USAGE',
    message: expect.stringMatching(message),
    hint: expect.stringContaining(hint),
  }

  for (const name of ['in.jsonl', 'in.csv', 'in.dat'])
    await expect(imported(store, fileOf(name, bytes))).rejects.toMatchObject(expected)
  await expect(importedStream(store, [bytes])).rejects.toMatchObject(expected)
})

const shapes: readonly [string, string, RegExp, string][] = [
  ['a list', JSON.stringify([event, event]), /^line 1: the file is one JSON list/, "jq -c '.[]' FILE"],
  [
    'a pretty list',
    JSON.stringify([event], null, 2),
    /^line 1: the file is one JSON list/,
    "jq -c '.[]' FILE",
  ],
  ['an empty list', '[]\n', /^line 1: the file is one JSON list/, "jq -c '.[]' FILE"],
  ['a pretty document', JSON.stringify(event, null, 2), /^line 1: a JSON document over/, 'jq -c . FILE'],
  [
    'a pretty one behind',
    `${line}${JSON.stringify(event, null, 2)}`,
    /^line 2: a JSON document/,
    'jq -c . FILE',
  ],
  ['CSV', 'order,event\no-1,T\n', /^line 1: the file looks like CSV.*'order,event'/, 'say --format csv'],
  ['XML', '<log>\n</log>\n', /^line 1: the file looks like XML/, 'convert it'],
]

test.each(shapes)('says of %s what it is and how to read it', async (_, text, message, hint) => {
  await expect(imported(temporaryStore(), fileOf('in.jsonl', text))).rejects.toMatchObject({
    code: 'LINE_INVALID',
    message: expect.stringMatching(message),
    hint: expect.stringContaining(hint),
  })
})

test.each([
  ['JSON lines', line, 'the file is JSON, not CSV', /--format jsonl/],
  ['a pretty document', JSON.stringify(event, null, 2), 'the file is JSON, not CSV', /--format jsonl/],
  ['a list', JSON.stringify([event]), 'the file is a JSON list, not CSV', /jq -c/],
])('says of %s that it is no CSV', async (_, text, message, hint) => {
  await expect(imported(temporaryStore(), fileOf('in.csv', text), { csv })).rejects.toMatchObject({
    message,
    hint: expect.stringMatching(hint),
  })
})

test('only a line that stops inside its object is cut off', async () => {
  const store = temporaryStore()
  for (let end = 1; end < line.length - 1; end++)
    await expect(imported(store, fileOf('in.jsonl', line + line.slice(0, end)))).rejects.toMatchObject({
      message: 'line 2: cut off: the file ends in this line; nothing was imported',
    })
  await expect(imported(store, fileOf('in.jsonl', `${line}{"stream":"a",}`))).rejects.toMatchObject({
    message: expect.stringMatching(/^line 2: invalid JSON/),
  })
})

const epochs: readonly [string, string, string][] = [
  ['1558336067', 'seconds', '2019-05-20T07:07:47.000Z'],
  ['1558336067.123', 'seconds', '2019-05-20T07:07:47.123Z'],
  ['"1558336067"', 'seconds', '2019-05-20T07:07:47.000Z'],
  ['1558336067007', 'milliseconds', '2019-05-20T07:07:47.007Z'],
  ['"1558336067007"', 'milliseconds', '2019-05-20T07:07:47.007Z'],
  ['1558336067007123', 'microseconds', '2019-05-20T07:07:47.007Z'],
  ['1558336067007123456', 'nanoseconds', '2019-05-20T07:07:47.007Z'],
]

test.each(epochs)(
  'says of the time %s which unit it looks like, and how to convert it',
  async (token, unit, time) => {
    const store = temporaryStore()
    const text = `{"stream":"a","type":"T","time":${token}}\n`
    const digits = token.replaceAll('"', '')

    const error = await imported(store, fileOf('in.jsonl', text)).catch((reason) => reason)

    expect(error.message).toBe(
      `line 1: '${digits}' is not an ISO 8601 time: it looks like ${unit} since 1970, ${time}; nothing was imported`,
    )
    const filter = /jq -c '(.*)'$/.exec(error.hint)?.[1] as string
    const converted = jq(filter, text)
    if (converted === undefined) return
    await imported(store, fileOf('converted.jsonl', converted))
    expect(store.log.at(1)?.time).toBe(time)
  },
)

/** Undefined where there is no jq. */
function jq(filter: string, input: string): string | undefined {
  try {
    return execFileSync('jq', ['-c', filter], { input, encoding: 'utf8' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || process.env.ES_TEST_REQUIRE_ALL === '1')
      throw error
    return undefined
  }
}

test('says of a time in a column which unit it looks like', async () => {
  const text = 'order,event,at\no-1,T,1558336067007\n'

  await expect(
    imported(temporaryStore(), fileOf('in.csv', text), { csv: { ...csv, timeColumn: 'at' } }),
  ).rejects.toMatchObject({
    message:
      "line 2: the column 'at': '1558336067007' is not an ISO 8601 time: it looks like milliseconds since 1970, " +
      '2019-05-20T07:07:47.007Z; nothing was imported',
    hint: 'convert it: mlr --csv sec2gmt -3 --millis at',
  })
})

test.each([
  ['time', "line 1: 'time' is null; nothing was imported"],
  ['id', "line 1: 'id' is null, and must be a string; nothing was imported"],
])('says that a member is null: %s', async (name, message) => {
  const text = `${JSON.stringify({ ...event, [name]: null })}\n`

  await expect(imported(temporaryStore(), fileOf('in.jsonl', text))).rejects.toMatchObject({ message })
})

test('a day in its basic form is not taken for seconds', async () => {
  const text = `${JSON.stringify({ ...event, time: '20250131' })}\n`

  await expect(imported(temporaryStore(), fileOf('in.jsonl', text))).rejects.toMatchObject({
    message: "line 1: '20250131' is not an ISO 8601 time; nothing was imported",
  })
})
