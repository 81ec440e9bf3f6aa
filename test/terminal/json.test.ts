import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documentPieces, documentText, jsonText, rawJson } from '../../src/terminal/json.ts'

test('a document begins with its version and keeps the order of its members', () => {
  expect(documentText({ b: 1, a: [true, null] })).toBe('{"v":1,"b":1,"a":[true,null]}')
})

test('a stored text is printed as it is', () => {
  expect(jsonText({ data: rawJson('{"n":12345678901234567890,"x":1.0}') })).toBe(
    '{"data":{"n":12345678901234567890,"x":1.0}}',
  )
})

test('members that are undefined are left out, and __proto__ is only a name', () => {
  expect(jsonText({ a: undefined, ['__proto__']: 'x' })).toBe('{"__proto__":"x"}')
})

test('a list is written while it is made', () => {
  const made: number[] = []
  function* positions() {
    for (const position of [1, 2]) {
      made.push(position)
      yield { position }
    }
  }

  const pieces = documentPieces({ events: positions(), end: 2 })
  let text = ''
  while (!text.includes('{"position":1}')) text += pieces.next().value

  expect(made).toEqual([1])
  expect(text + [...pieces].join('')).toBe('{"v":1,"events":[{"position":1},{"position":2}],"end":2}')
})

test('an empty list is a list', () => {
  expect([...documentPieces({ events: new Set<string>() })].join('')).toBe('{"v":1,"events":[]}')
})

// Goal: what is printed is what JSON.stringify prints. Method: random JSON values, whole and in pieces.
test('agrees with JSON.stringify', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = value as Parameters<typeof jsonText>[0]
      expect(JSON.parse(jsonText(json))).toEqual(JSON.parse(JSON.stringify(value)))
      expect([...documentPieces({ value: json })].join('')).toBe(documentText({ value: json }))
    }),
  )
})
