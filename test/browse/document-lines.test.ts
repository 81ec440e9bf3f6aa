import { expect, test } from 'vitest'
import { changedLines, documentLines } from '../../src/browse/document-lines.ts'
import { documentText } from '../../src/worktree/document-text.ts'

const texts = (json: string | undefined) => documentLines(json).map(({ text }) => text)

test.each(['{"b":[1,{"c":null}],"a":{},"z":[],"10":"ü\\n"}', '[]', '"text"', '{"__proto__":{"x":1}}'])(
  'a document is laid out as its file is: %s',
  (json) => {
    expect(`${texts(json).join('\n')}\n`).toBe(documentText(json))
  },
)

test('each value has its path', () => {
  const lines = documentLines('{"lines":[{"sku":"A"}],"total":5}')

  expect(lines.map(({ path }) => path?.join('/'))).toEqual([
    '',
    'lines',
    'lines/0',
    'lines/0/sku',
    undefined,
    undefined,
    'total',
    undefined,
  ])
})

function changed(before: string | undefined, now: string): string[] {
  const lines = documentLines(now)
  const indexes = changedLines(documentLines(before), lines)
  return lines.flatMap(({ text }, index) => (indexes.has(index) ? [text.trim()] : []))
}

test('what was changed or added is lit; a comma that came behind a line is not', () => {
  expect(changed('{"a":1,"b":2}', '{"a":1,"b":3}')).toEqual(['"b": 3'])
  expect(changed('{"a":1}', '{"a":1,"b":2}')).toEqual(['"b": 2'])
  expect(changed('["A"]', '["A","B"]')).toEqual(['"B"'])
  expect(changed('{"a":1,"b":2}', '{"a":1}')).toEqual([])
})

test('all of a new document is lit', () => {
  expect(changed(undefined, '{"a":1}')).toEqual(['{', '"a": 1', '}'])
})
