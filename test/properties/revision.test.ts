// Goal: a revision's text and its meaning are the same thing, and no text does anything worse than be refused.
// Method: print random trees and parse them; parse random texts, built from the grammar's own pieces; name every event of
// random logs in every way there is and look whether the position comes back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RevisionMalformedError } from '../../src/errors.ts'
import type { Base, Moment, Ref, Revision } from '../../src/revision/ast.ts'
import { parseRevision } from '../../src/revision/parse.ts'
import { printRevision } from '../../src/revision/print.ts'
import { resolveRange, splitRange } from '../../src/revision/range.ts'
import { checkRefName } from '../../src/revision/ref-name.ts'
import { resolveRevision } from '../../src/revision/resolve.ts'
import { formatStreamVersion } from '../../src/revision/stream-version.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'

const count = fc.oneof(fc.nat(20), fc.nat())
const anyText = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((text) => text.isWellFormed())
const spiced = fc
  .array(
    fc.constantFrom(
      'order-',
      'a',
      '@',
      '7',
      '..',
      '.',
      ':',
      '~',
      '^',
      '+',
      '/',
      '{',
      '}',
      '%',
      '-',
      ' ',
      '%41',
      'é',
      '\u202e',
      '2026-01-31',
      'T10',
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''))
const stream = fc.oneof(anyText, spiced)
const refName = fc
  .oneof(fc.constantFrom('v1', 'v1.2.0', 'release/v1+rc', 'main', '2026-01-31-rc'), anyText, spiced)
  .filter((name) => checkRefName(name) === undefined)
const ref: fc.Arbitrary<Ref> = fc.oneof(
  fc.constant({ kind: 'head' as const }),
  fc.record({ kind: fc.constantFrom('name' as const, 'tag' as const, 'branch' as const), name: refName }),
)
const day_ms = 86_400_000
const moment: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({
    kind: fc.constant('iso' as const),
    ms: fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }),
    dayOnly: fc.constant(false),
  }),
  fc
    .integer({ min: -719_528, max: 2_932_896 })
    .map((day) => ({ kind: 'iso' as const, ms: day * day_ms, dayOnly: true })),
  fc
    .constantFrom('yesterday', '2 hours ago', 'a..b', 'x: ~3')
    .map((words) => ({ kind: 'words' as const, words })),
)
const base: fc.Arbitrary<Base> = fc.oneof(
  ref,
  fc.constant({ kind: 'root' as const }),
  fc.record({ kind: fc.constant('position' as const), position: count.map((n) => n + 1) }),
  fc.record({ kind: fc.constant('stream' as const), stream, version: count }),
  fc.record({ kind: fc.constant('id' as const), id: stream }),
  fc.record({ kind: fc.constant('time' as const), ref: fc.option(ref, { nil: undefined }), moment }),
  fc.record({ kind: fc.constant('change' as const), ref, back: count }),
  fc.record({ kind: fc.constant('checkout' as const), back: count.map((n) => n + 1) }),
  fc.record({
    kind: fc.constant('search' as const),
    text: fc.constantFrom('OrderPaid', 'a b', '{"n":1}', '@{x', 'id:7', '@7'),
  }),
)
const revision: fc.Arbitrary<Revision> = fc.record({
  base,
  steps: fc.array(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: -50, max: -1 })), {
    maxLength: 3,
  }),
})

describe('texts', () => {
  test('parse what is printed, and it is the same revision', () => {
    fc.assert(
      fc.property(revision, (tree) => {
        expect(parseRevision(printRevision(tree))).toEqual(tree)
      }),
      { numRuns: 2000 },
    )
  })

  test('any text is read, and then prints as itself, or is refused at one of its characters', () => {
    const piece = fc.constantFrom(
      'HEAD',
      '@',
      'v1',
      'tag:',
      'id:',
      'stream:',
      ':/',
      '@{',
      '}',
      '-',
      '1',
      '0',
      '~',
      '^',
      '+',
      '..',
      ' ',
      'T10:00',
      '2026-01-31',
      'Z',
      '%',
      '%41',
      'x',
      '/',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (typed) => {
        let tree: Revision
        try {
          tree = parseRevision(typed)
        } catch (error) {
          expect(error).toBeInstanceOf(RevisionMalformedError)
          const { offset } = (error as RevisionMalformedError).at
          expect(offset).toBeGreaterThanOrEqual(0)
          expect(offset).toBeLessThanOrEqual(typed.length)
          return
        }
        expect(parseRevision(printRevision(tree))).toEqual(tree)
      }),
      { numRuns: 3000 },
    )
  })

  test('two printed revisions and two dots are the range of the two', () => {
    const end = revision.filter(({ base }) => base.kind !== 'search')
    fc.assert(
      fc.property(end, end, (from, to) => {
        const ends = { from: printRevision(from), to: printRevision(to) }
        expect(splitRange(`${ends.from}..${ends.to}`)).toEqual(ends)
      }),
      { numRuns: 1000 },
    )
  })

  test('a name that may be given is that name, whatever it looks like', () => {
    fc.assert(
      fc.property(refName, (name) => {
        expect(parseRevision(name)).toEqual({ base: { kind: 'name', name }, steps: [] })
      }),
      { numRuns: 1000 },
    )
  })
})

describe('positions', () => {
  test('every event is found by each of its names', () => {
    const store = temporaryStore()
    fc.assert(
      fc.property(fc.array(stream, { minLength: 1, maxLength: 12 }), (streams) => {
        const log = arrayEventLog(countingAmbient())
        log.append({ events: streams.map((name) => ({ stream: name, type: 'T' })) })
        const context = { log, refs: store.refs, nowMs: Date.UTC(2027, 0), script: true }
        for (const { position, stream: name, version, id } of log.read()) {
          const names = [
            String(position),
            formatStreamVersion(name, version),
            `id:${id}`,
            `HEAD~${log.tip.position - position}`,
            `ROOT+${position}`,
          ]
          for (const text of names) expect(resolveRevision(text, context).position).toBe(position)
          expect(resolveRange(`${names[1]}~1..${names[1]}`, context)).toMatchObject({
            from: position - 1,
            to: position,
          })
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a time is the last event at or before it', () => {
    const store = temporaryStore()
    const times = fc.array(fc.integer({ min: 0, max: 4 * day_ms }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(times, fc.integer({ min: -day_ms, max: 5 * day_ms }), (given, asked) => {
        const log = arrayEventLog(countingAmbient())
        const recorded = given.sort((a, b) => a - b)
        log.append({ events: recorded.map((timeMs) => ({ stream: 's', type: 'T', timeMs })) })
        const context = { log, refs: store.refs, nowMs: Date.UTC(2027, 0), script: true }
        const countUntil = (limit: number): number => recorded.filter((timeMs) => timeMs <= limit).length
        const text = new Date(asked).toISOString()
        const dayEnd = Math.floor(asked / day_ms) * day_ms + day_ms - 1
        expect(resolveRevision(text, context).position).toBe(countUntil(asked))
        expect(resolveRevision(`@{${text}}`, context).position).toBe(countUntil(asked))
        expect(resolveRevision(text.slice(0, 10), context).position).toBe(countUntil(dayEnd))
      }),
      { numRuns: 200 },
    )
  })
})
