// Goal: a diff of A and B, in each of its forms, makes B of A, and nothing is shown where nothing differs.
// Method: random pairs of JSON documents, near and far from each other, applied by the libraries' own readers of the
// two formats; random histories, compared with the documents of the fold.
import { applyPatch as applyLinePatch, structuredPatch } from 'diff'
import fc from 'fast-check'
import { applyPatch } from 'rfc6902'
import { expect, test } from 'vitest'
import { compareReadModels } from '../../src/diff/compare.ts'
import { lineDiff, type StructuredPatchHunk } from '../../src/diff/line-diff.ts'
import { jsonPatch } from '../../src/diff/patch.ts'
import { valueText } from '../../src/worktree/document-text.ts'
import { arrayReadModels } from '../support/array-read-models.ts'

/** JSON values without -0, which is no exact JSON, and without a name that the library's `applyPatch` refuses. */
const json = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
const few = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constant({}),
  fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
)
const near = fc.dictionary(
  fc.constantFrom('a', 'b', 'c/d', 'e~f', ''),
  fc.oneof(few, fc.array(few, { maxLength: 40 })),
  { maxKeys: 4 },
)
const pair = fc
  .oneof(fc.tuple(json, json), fc.tuple(near, near))
  .map((values) => values as [unknown, unknown])

test('the JSON patch makes B of A', () => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const document = { value: structuredClone(before) }
      const patch = jsonPatch({ before, after }).map((operation) => ({
        ...operation,
        path: `/value${operation.path}`,
      }))

      const failures = applyPatch(document, structuredClone(patch)).filter((failure) => failure !== null)

      expect(failures).toEqual([])
      expect(document.value).toEqual(after)
      if (valueText(before) === valueText(after)) expect(patch).toEqual([])
    }),
    { numRuns: 1000 },
  )
})

function linePatch(hunks: readonly StructuredPatchHunk[]) {
  const names = { oldFileName: '', newFileName: '', oldHeader: '', newHeader: '', index: '' }
  return { ...names, hunks: [...hunks] }
}

test('the line diff makes the text of B of the text of A', () => {
  fc.assert(
    fc.property(pair, fc.integer({ min: 0, max: 4 }), ([before, after], contextLines) => {
      const [beforeText, afterText] = [valueText(before), valueText(after)]

      const { hunks } = lineDiff(beforeText, afterText, contextLines)

      expect(applyLinePatch(beforeText, linePatch(hunks))).toBe(afterText)
    }),
    { numRuns: 500 },
  )
})

test('no line of those that both texts begin and end with is shown as changed', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'ab', ''), { maxLength: 14 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
  const contextLines = fc.integer({ min: 0, max: 4 })
  fc.assert(
    fc.property(text, text, text, text, contextLines, (head, before, after, tail, context) => {
      const [old, changed] = [head + before + tail, head + after + tail]

      const { hunks, insertedLines, deletedLines } = lineDiff(old, changed, context)

      expect(applyLinePatch(old, linePatch(hunks))).toBe(changed)
      const whole = structuredPatch('', '', old, changed, '', '', { context })
      const changes = whole.hunks.flatMap(({ lines }) => lines).filter((line) => !line.startsWith(' '))
      expect(insertedLines + deletedLines).toBe(changes.length)
    }),
    { numRuns: 3000 },
  )
})

test('comparing two positions names exactly the documents that differ', () => {
  const change = fc.record({
    model: fc.constantFrom('orders', 'baskets'),
    key: fc.constantFrom('a', 'b', 'c/d'),
    value: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 12 }),
      fc.nat({ max: 12 }),
      fc.nat({ max: 12 }),
      (history, first, second) => {
        const [from, to] = [Math.min(first, history.length), Math.min(second, history.length)]
        const reader = arrayReadModels(history, { names: ['orders', 'baskets'] })

        const differing = [...compareReadModels(reader, from, to)].map(
          ({ projection, key, before, after }) => [
            projection,
            key,
            JSON.stringify(before),
            JSON.stringify(after),
          ],
        )

        const expected = ['baskets', 'orders'].flatMap((name) =>
          ['a', 'b', 'c/d']
            .map((key) => [name, key, reader.get(name, key, from), reader.get(name, key, to)])
            .filter(([, , before, after]) => before !== after),
        )
        expect(differing).toEqual(expected)
      },
    ),
    { numRuns: 500 },
  )
})
