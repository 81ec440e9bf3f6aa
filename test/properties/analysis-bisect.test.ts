// Goal: bisect finds what a look at every event finds. Method: random answers that change once, with positions that
// cannot be told, against a loop; then random histories of documents and random expressions, asked at every position.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Answer, bisect, scan } from '../../src/analysis/bisect.ts'
import { compileQuestion } from '../../src/analysis/expression.ts'
import { ExpressionProbe } from '../../src/analysis/expression-probe.ts'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

test('where the answer changes once, bisect is a linear search in at most log2 probes and the skipped', async () => {
  const range = fc.record({
    from: fc.nat(50),
    length: fc.integer({ min: 1, max: 3000 }),
    change: fc.nat(3000),
  })
  await fc.assert(
    fc.asyncProperty(
      range,
      fc.uniqueArray(fc.nat(3050), { maxLength: 20 }),
      async ({ from, length, change }, away) => {
        const to = from + length
        const first = from + 1 + (change % length)
        const skips = new Set(away.filter((position) => position > from && position < to))
        const asked: number[] = []
        const answerAt = (position: number): Answer => {
          asked.push(position)
          return skips.has(position) ? 'skip' : position < first ? 'not' : 'so'
        }

        const { outcome, probes, skipped } = await bisect({ from, to }, answerAt)

        let so = first
        while (skips.has(so)) so++
        let not = first - 1
        while (skips.has(not)) not--
        if (so - not === 1) expect(outcome).toEqual({ kind: 'found', position: first })
        else expect(outcome).toEqual({ kind: 'unclear', suspects: { from: not, to: so } })
        expect(asked.slice(0, 2)).toEqual([from, to])
        expect(probes).toBe(asked.length - 2)
        expect(probes - skipped.length).toBeLessThanOrEqual(Math.ceil(Math.log2(length)))
      },
    ),
    { numRuns: 500 },
  )
})

const code = `import { defineProjection } from 'eventvcs'
export default defineProjection({
  key: ({ data }) => data.key,
  init: () => ({ sum: 0, list: [] }),
  on: {
    Added: (state, { data }) => { state.sum += data.by; state.list.push(data.by) },
    Removed: () => null,
  },
})
`
const happening = fc.record({
  type: fc.constantFrom('Added', 'Added', 'Added', 'Removed', 'Other'),
  key: fc.constantFrom('a', 'b'),
  by: fc.integer({ min: -3, max: 5 }),
})
const comparison = fc.constantFrom('>', '<=', '==', '!=')
const condition = fc.oneof(
  fc
    .tuple(fc.constantFrom('a', 'b'), comparison, fc.integer({ min: -5, max: 20 }))
    .map(([key, sign, n]) => `state.sums["${key}"].sum ${sign} ${n}`),
  fc.constantFrom('a', 'b').map((key) => `"${key}" in state.sums`),
  fc.constantFrom('a', 'b').map((key) => `state.sums["${key}"].list.exists(by, by > 3)`),
  fc.constantFrom(
    'event.type == "Other"',
    'event.data.by > 2',
    'size(state.sums) == 1',
    'false',
    'state.sums.exists(key, state.sums[key].sum > 4)',
  ),
)
const expression = fc.oneof(
  condition,
  fc
    .tuple(condition, fc.constantFrom('&&', '||'), condition)
    .map(([one, sign, other]) => `${one} ${sign} ${other}`),
  condition.map((one) => `!(${one})`),
)

test('--first finds what asking at every event finds', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 1, maxLength: 40 }),
      fc.array(expression, { minLength: 1, maxLength: 8 }),
      fc.nat(10),
      fc.boolean(),
      async (happenings, expressions, from, isStored) => {
        const store = temporaryStore()
        writeFiles(store.root, { 'projections/sums.ts': code })
        store.log.append({ events: happenings.map(({ type, ...data }) => ({ stream: 's', type, data })) })
        if (isStored) drained(rebuild(store, new Catalog(store, new ProjectionFolder(store.root))))
        const reader = new ReadModels(store, new ProjectionFolder(store.root))
        const range = { from: Math.min(from, happenings.length - 1), to: happenings.length }
        for (const text of expressions) {
          const question = await compileQuestion(text)
          const probe = new ExpressionProbe(question, store.log, reader, range.to)

          const { outcome } = await scan(range, probe.ask, probe.next)

          let first: number | undefined
          for (let position = range.from + 1; position <= range.to && first === undefined; position++)
            if (question(reader, position, store.log.at(position)).isSo) first = position
          expect([text, outcome]).toEqual([
            text,
            first === undefined ? { kind: 'never' } : { kind: 'found', position: first },
          ])
        }
        await store.close()
      },
    ),
    { numRuns: 60 },
  )
})
