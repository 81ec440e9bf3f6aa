import { expect, test } from 'vitest'
import { documentText } from '../../src/worktree/document-text.ts'

test('sorts members by name at every level, indents by two, and ends in one newline', () => {
  expect(documentText('{"b":[1,{"z":null,"a":"x"}],"a":{}}')).toBe(
    '{\n  "a": {},\n  "b": [\n    1,\n    {\n      "a": "x",\n      "z": null\n    }\n  ]\n}\n',
  )
})

test('is what JSON.stringify prints when the members come in order', () => {
  const value = { a: [], b: [[], {}], c: { d: 'ü\n"', e: [true, 1.5e-7, 1e21] } }

  expect(documentText(JSON.stringify(value))).toBe(`${JSON.stringify(value, null, 2)}\n`)
})

test('sorts names that look like numbers as text, and knows __proto__ as a name', () => {
  expect(documentText('{"__proto__":{"x":1},"9":1,"10":2}')).toBe(
    '{\n  "10": 2,\n  "9": 1,\n  "__proto__": {\n    "x": 1\n  }\n}\n',
  )
})

test.each([['1'], ['"text"'], ['null'], ['[]'], ['{}']])('prints the scalar or empty value %s', (json) => {
  expect(documentText(json)).toBe(`${json}\n`)
})

test('sorts characters beyond U+FFFF after U+FFxx, as their bytes are', () => {
  expect(documentText('{"😀":1,"\uff5e":2,"a":3,"":4}')).toBe(
    '{\n  "": 4,\n  "a": 3,\n  "\uff5e": 2,\n  "😀": 1\n}\n',
  )
})
