// Goal: a number that no double holds harms nobody who does not read it, wherever events are read; who does is told where
// it stands; and `numbers: 'text'` gives it digit by digit.
import { describe, expect, test } from 'vitest'
import { compileQuestion } from '../../src/analysis/expression.ts'
import { Catalog } from '../../src/projection/catalog.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import type { RecordedEvent } from '../../src/store/event.ts'
import { arrayReadModels } from '../support/array-read-models.ts'
import { drained, projectionFolder } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const json = '{"n":1,"big":9007199254740993,"list":[0,{"a/b":1e400}]}'
const metaJson = '{"m":123456789012345678901}'

/** The document as it is read in memory, which must be the stored one, or why there is none. */
function document(definition: string, texts: readonly string[] = [json]): unknown {
  const store = temporaryStore()
  store.log.append({ events: texts.map((text) => ({ stream: 'a', type: 'E', json: text, metaJson })) })
  const folder = projectionFolder({ 'p.ts': `export default { init: () => ({}), ${definition} }` })
  const read = () => new ReadModels(store, folder).get('p', 'a', texts.length)
  let inMemory: string | undefined
  try {
    inMemory = read()
  } catch (error) {
    return (error as Error).message
  }
  drained(rebuild(store, new Catalog(store, folder)))
  expect(read()).toBe(inMemory)
  return JSON.parse(inMemory as string)
}

const at = "projection 'p' failed at event 1 'E' (projections/p.ts:1): number"

describe('in a handler', () => {
  test.each([
    ['another member', 's.x = e.data.n', { x: 1 }],
    ['an item beside it', 's.x = e.data.list[0]', { x: 0 }],
    ['the names', 's.x = Object.keys(e.data)', { x: ['n', 'big', 'list'] }],
    ['the text', 's.x = e.json', { x: json }],
    [
      'one that was replaced',
      'e.data.big = 5; s.x = { ...e.data, list: [] }',
      { x: { n: 1, big: 5, list: [] } },
    ],
    ['one that was deleted', 'delete e.data.big; s.x = JSON.stringify(e.data.n)', { x: '1' }],
    ['meta by its names', 's.x = Object.keys(e.meta)', { x: ['m'] }],
  ])('%s can be read', (_, body, expected) => {
    expect(document(`on: { E: (s, e) => { ${body} } }`)).toEqual(expected)
  })

  test.each([
    ['by its name', 's.x = e.data.big', "9007199254740993 at '/big'"],
    ['in a list', "s.x = e.data.list[1]['a/b']", "1e400 at '/list/1/a~1b'"],
    ['by a copy', 's.x = { ...e.data }', "9007199254740993 at '/big'"],
    ['as JSON', 's.x = JSON.stringify(e.data)', "9007199254740993 at '/big'"],
    ['by a clone', 's.x = structuredClone(e.data)', "9007199254740993 at '/big'"],
    ['in meta', 's.x = e.meta.m', "123456789012345678901 at '/m'"],
  ])('it is read %s: refused', (_, body, number) => {
    expect(document(`on: { E: (s, e) => { ${body} } }`)).toBe(
      `${at} ${number} of event 1 cannot be read exactly`,
    )
  })

  test('it is kept without being read: refused', () => {
    expect(document('on: { E: (s, e) => { s.x = e.data } }')).toBe(
      "projection 'p' failed at event 1 'E': number 9007199254740993, which no double holds, at '/x/big' cannot be kept as JSON",
    )
  })

  test('all of the data is such a number', () => {
    expect(document('on: { E: (s, e) => { s.x = e.type } }', ['1e999'])).toEqual({ x: 'E' })
    expect(document('on: { E: (s, e) => { s.x = e.data } }', ['1e999'])).toBe(
      `${at} 1e999 at '' of event 1 cannot be read exactly`,
    )
  })

  test('others in its block are as they are, and a key may be made of them', () => {
    const texts = ['{"k":"a","n":1}', '{"k":"a","n":1.5,"x":1e999}', '{"k":"a","n":2}']

    expect(
      document('key: ({ data }) => data.k, on: { E: (s, { data }) => ({ n: (s.n ?? 0) + data.n }) }', texts),
    ).toEqual({ n: 4.5 })
  })
})

describe("with numbers: 'text'", () => {
  test('such numbers are texts, others are numbers', () => {
    expect(document("numbers: 'text', on: { E: (s, e) => ({ ...e.data, ...e.meta }) }")).toEqual({
      n: 1,
      big: '9007199254740993',
      list: [0, { 'a/b': '1e400' }],
      m: '123456789012345678901',
    })
    expect(document("numbers: 'text', on: { E: (s, e) => ({ x: e.data }) }", ['1e999'])).toEqual({
      x: '1e999',
    })
  })

  test('nothing else is a way to give them', () => {
    expect(document("numbers: 'bigint', on: { E: () => null }")).toBe(
      "'projections/p.ts': 'numbers' is not 'text'",
    )
  })
})

describe('in the library', () => {
  const events = (): readonly RecordedEvent[] => {
    const store = temporaryStore()
    const array = arrayEventLog()
    for (const log of [store.log, array])
      log.append({
        events: [
          { stream: 'a', type: 'E', json, metaJson },
          { stream: 'a', type: 'E', json: '{}' },
        ],
      })
    return [store.log.at(1), array.at(1), ...store.log.read({ upTo: 1 })] as RecordedEvent[]
  }

  test('a member throws when it is read, and no other does', () => {
    for (const event of events()) {
      const data = event.data as { n: number; big: number; list: unknown[] }
      expect(data.n).toBe(1)
      expect(Object.keys(data)).toEqual(['n', 'big', 'list'])
      expect(() => data.big).toThrow("number 9007199254740993 at '/big' of event 1 cannot be read exactly")
      expect(() => ({ ...data })).toThrow(expect.objectContaining({ code: 'NUMBER_INEXACT' }))
      expect(() => JSON.stringify(event)).toThrow(expect.objectContaining({ code: 'NUMBER_INEXACT' }))
      expect(() => event.meta.m).toThrow("at '/m' of event 1")
      expect(event.json).toBe(json)
    }
  })
})

test('in an expression', async () => {
  const log = arrayEventLog()
  log.append({ events: [{ stream: 'a', type: 'E', json }] })
  const ask = async (text: string) =>
    (await compileQuestion(text))(arrayReadModels([], { names: ['p'] }), 1, log.at(1)).isSo

  expect(await ask('event.data.n == 1 && size(event.data.list) == 2 && has(event.data.list)')).toBe(true)
  expect(await ask('event.json.contains("9007199254740993")')).toBe(true)
  await expect(ask('event.data.big > 1')).rejects.toThrow(
    expect.objectContaining({
      message: "number 9007199254740993 at '/big' of event 1 cannot be read exactly",
      hint: 'read the text in event.json, or store such numbers as strings',
    }),
  )
})
