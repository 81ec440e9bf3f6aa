import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { CsvOptions } from '../../src/transfer/import-options.ts'
import { temporaryStore } from '../support/stores.ts'
import { fileOf, imported, importedStream } from './import-file.ts'

const columns: CsvOptions = { streamColumn: 'order', typeColumn: 'event' }

async function dataOf(text: string, csv: CsvOptions = columns, name = 'in.csv'): Promise<string[]> {
  const store = temporaryStore()
  await imported(store, fileOf(name, text), { csv })
  return Array.from(store.log.read(), (event) => `${event.stream} ${event.type} ${event.json}`)
}

test('makes the other columns data, each the string in its cell', async () => {
  expect(await dataOf('order,event,total,note\no-1,Added,12.50, two words \n')).toEqual([
    'o-1 Added {"total":"12.50","note":" two words "}',
  ])
})

test('leaves out cells that are empty or white space, and trims names and types', async () => {
  expect(await dataOf('order,event,a,b,c\n o-1 ,\tAdded ,, ,x\n')).toEqual(['o-1 Added {"c":"x"}'])
})

test('keeps numbers as they are written, and JSON without its white space', async () => {
  const csv = { ...columns, numberColumns: ['n'], jsonColumns: ['j'] }

  expect(await dataOf('order,event,n,j\no-1,Added, 1.50 ,"{""a"": [1, 2]}"\n', csv)).toEqual([
    'o-1 Added {"n":1.50,"j":{"a":[1,2]}}',
  ])
})

test('reads quotes, quoted delimiters, quotes and line ends', async () => {
  expect(await dataOf('order,event,x\r\no-1,Added,"a,""b""\r\nc"\r\no-2,Added,d\r\n')).toEqual([
    'o-1 Added {"x":"a,\\"b\\"\\r\\nc"}',
    'o-2 Added {"x":"d"}',
  ])
})

test('a column named __proto__ is only a column', async () => {
  expect(await dataOf('order,event,__proto__\no-1,Added,x\n')).toEqual(['o-1 Added {"__proto__":"x"}'])
})

test.each([
  ['a semicolon', ';', 'in.csv', { ...columns, delimiter: ';' }],
  ['a tab as people type it', '\t', 'in.csv', { ...columns, delimiter: '\\t' }],
  ['the tab of .tsv', '\t', 'in.tsv', columns],
])('divides cells at %s', async (_, delimiter, name, csv) => {
  const text = 'order|event|x\no-1|Added|1,5\n'.replaceAll('|', delimiter)

  expect(await dataOf(text, csv, name)).toEqual(['o-1 Added {"x":"1,5"}'])
})

test('names streams by a template, whose columns stay in the data', async () => {
  const csv = { streamTemplate: '{{{kind}}}-{id}', typeColumn: 'event' }

  expect(await dataOf('kind,id,event\norder,7,Added\n', csv)).toEqual([
    '{order}-7 Added {"kind":"order","id":"7"}',
  ])
})

test('gives the same events however the bytes are cut', async () => {
  const bytes = Buffer.from('order,event,x\r\n"ö-1",Added,"€\r\n""é"""\r\nö-2,Added,\r\n')
  const store = temporaryStore()

  await importedStream(
    store,
    [...bytes].map((byte) => Uint8Array.of(byte)),
    { csv: columns },
  )

  expect(Array.from(store.log.read(), (event) => `${event.stream} ${event.json}`)).toEqual([
    'ö-1 {"x":"€\\r\\n\\"é\\""}',
    'ö-2 {}',
  ])
})

const header = 'order,event,x'
test.each([
  ['an empty stream', `${header}\no-1,A,1\n ,A,1\n`, "line 3: the column 'order' is empty"],
  [
    'an empty type after quoted line ends',
    `${header}\no-1,A,"1\n2\r\n3"\n\no-2,,1\n`,
    "line 6: the column 'event' is empty",
  ],
  ['a row that is too short', `${header}\no-1,A\n`, 'line 2: 2 cells, but the header has 3'],
  ['a row of one cell', `${header}\no-1\n`, 'line 2: 1 cell, but the header has 3'],
  ['a row that is too long', `${header}\no-1,A,1,2\n`, 'line 2: 4 cells, but the header has 3'],
  [
    'a quote without an end',
    `${header}\no-1,A,1\no-2,A,"1\n\n`,
    'line 3: a quote is opened and never closed: the file ends inside it',
  ],
  ['text after a quote', `${header}\no-1,A,"1"2\n`, 'line 2: text after a closing quote'],
  [
    'a quote within a cell',
    `${header}\no-1,A,1"2"\n`,
    'line 2: a quote inside a cell that does not begin with one',
  ],
  ['nothing at all', '', 'line 1: the header is missing'],
])('refuses %s, and says the line', async (_, text, message) => {
  await expect(dataOf(text)).rejects.toMatchObject({
    code: 'LINE_INVALID',
    message: `${message}; nothing was imported`,
  })
})

test('refuses invalid UTF-8, and says the line', async () => {
  const bytes = Buffer.concat([Buffer.from(`${header}\no-1,A,"1\n2"\no-2,A,`), Buffer.of(0xff, 0x0a)])

  const failing = imported(temporaryStore(), fileOf('in.csv', bytes), { csv: columns })

  await expect(failing).rejects.toMatchObject({ message: expect.stringMatching(/^line 4: not valid UTF-8/) })
})

test('a cell that is no number names line and column', async () => {
  await expect(
    dataOf(`${header}\no-1,A,1\no-1,A,07\n`, { ...columns, numberColumns: ['x'] }),
  ).rejects.toMatchObject({
    message: "line 3: the column 'x': '07' is not a JSON number; nothing was imported",
  })
})

test.each([
  [
    'a missing column',
    { ...columns, typeColumn: 'evnt' },
    "there is no column 'evnt'",
    "did you mean 'event'?",
  ],
  [
    'another delimiter than the file has',
    { ...columns, delimiter: ';' },
    /^there is no column/,
    expect.stringContaining("does it need --delimiter ','?"),
  ],
  ['no stream', { typeColumn: 'event' }, 'a CSV file needs --stream-column or --stream-template', undefined],
  ['no type', { streamColumn: 'order' }, 'a CSV file needs --type-column', undefined],
  ['both kinds of stream', { ...columns, streamTemplate: '{x}' }, /exclude each other/, undefined],
  [
    'numbers in the type',
    { ...columns, numberColumns: ['event'] },
    "the column 'event' is not part of the data",
    undefined,
  ],
  ['a delimiter of two characters', { ...columns, delimiter: ';;' }, /is not one character/, undefined],
])('refuses options with %s', async (_, csv, message, hint) => {
  const expected = typeof message === 'string' ? message : expect.stringMatching(message)
  await expect(dataOf(`${header}\no-1,A,1\n`, csv)).rejects.toMatchObject({
    code: 'USAGE',
    message: expected,
    ...(hint === undefined ? {} : { hint }),
  })
})

test('refuses a column that is named twice', async () => {
  await expect(dataOf('order,event,x, x\n')).rejects.toMatchObject({
    message: "the column 'x' is there twice",
  })
})

const whole = `${header}\no-1,A,"1\n2"\no-2,B,12.50\n`

test('a last record that is cut off before its last cell is told at its line, and nothing of it comes in', async () => {
  const [start, lastCell] = [whole.lastIndexOf('o-2'), whole.lastIndexOf('12.50')]
  for (let end = start + 1; end < lastCell; end++) {
    const store = temporaryStore()

    const failing = imported(store, fileOf('in.csv', whole.slice(0, end)), { csv: columns, batchEvents: 1 })

    await expect(failing).rejects.toMatchObject({ code: 'LINE_INVALID', at: { line: 4 } })
    expect(store.log.tip.position).toBe(1)
  }
})

test.each([{}, { sort: true, csv: { ...columns, timeColumn: 'x' } }])(
  'a last record without a line end is told, and is a change when it goes on, %o',
  async (options) => {
    const store = temporaryStore()
    const text = `${header}\no-1,A,2025-01-01\no-2,B,2025-01-01T10:00`
    const path = fileOf('in.csv', text)

    const first = await imported(store, path, { csv: columns, ...options })
    writeFileSync(path, `${text}:59\n`)

    expect(first).toMatchObject({ appended: 2, unendedLine: 3 })
    await expect(imported(store, path, { csv: columns, ...options })).rejects.toMatchObject({
      code: 'FILE_CHANGED',
    })
    writeFileSync(path, `${text}\n`)
    expect(await imported(store, path, { csv: columns, ...options })).toMatchObject({
      appended: 0,
      before: 2,
    })
  },
)

test.each([
  ['after a cell', 'o-2', 'line 4: cut off: the file ends after 1 cell of 3; nothing was imported'],
  [
    'in quotes',
    'o-2,B,"12.5',
    'line 4: a quote is opened and never closed: the file ends inside it; nothing was imported',
  ],
])('says of a last record that is cut off %s', async (_, last, message) => {
  await expect(dataOf(whole.slice(0, whole.lastIndexOf('o-2')) + last)).rejects.toMatchObject({ message })
})

test('the last record comes in once it is whole, by the same command', async () => {
  const store = temporaryStore()
  const path = fileOf('in.csv', whole.slice(0, whole.lastIndexOf('12.50') - 1))
  await imported(store, path, { csv: columns, batchEvents: 1 }).catch(() => undefined)
  writeFileSync(path, whole)

  const result = await imported(store, path, { csv: columns })

  expect(result).toMatchObject({ before: 1, appended: 1 })
  expect(store.log.at(2)?.json).toBe('{"x":"12.50"}')
})

test('keeps blank cells that are in quotes when it is told to, but not where numbers or JSON are', async () => {
  const csv = { ...columns, keepEmpty: true, numberColumns: ['n'], jsonColumns: ['j'] }
  const text = 'order,event,a,b,c,n,j\n"o-1",A,"",, ,"",""\no-2,A," ",x,"y\nz",1,{}\n'

  expect(await dataOf(text, csv)).toEqual([
    'o-1 A {"a":""}',
    'o-2 A {"a":" ","b":"x","c":"y\\nz","n":1,"j":{}}',
  ])
  expect(await dataOf(text, { ...csv, keepEmpty: false })).toEqual([
    'o-1 A {}',
    'o-2 A {"b":"x","c":"y\\nz","n":1,"j":{}}',
  ])
})
