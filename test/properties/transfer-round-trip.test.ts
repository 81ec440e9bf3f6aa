// Goal: an export that is imported into an empty store gives the same events with the same hashes.
// Method: append random events (odd names, ids, salts, texts that a parser would change), export, import, compare
// event by event; from a file and from a stream in random pieces, sorted and as it is.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NewEvent } from '../../src/store/event.ts'
import { exportLines } from '../../src/transfer/export-lines.ts'
import { temporaryStore } from '../support/stores.ts'
import { fileOf, imported, importedStream } from '../transfer/import-file.ts'

const name = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    fc.constantFrom('order-42', '__proto__', 'a b', '../x', ' - ', '\u0000', '\u2028', '"\\', '😀-é', 'a@7'),
  )
  .filter((text) => text.length > 0)

const json = fc.oneof(
  fc.json(),
  fc.constantFrom(
    '1.0',
    '9007199254740993',
    '1e400',
    '-0',
    '""',
    '[]',
    '{"__proto__":{"a":1}}',
    '"\\u00e9\\/"',
    '"\u2028"',
  ),
)

const event: fc.Arbitrary<NewEvent> = fc.record(
  {
    stream: name,
    type: name,
    json,
    metaJson: fc
      .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { noNullPrototype: true })
      .map((meta) => JSON.stringify(meta)),
    id: fc.uuid(),
    erasable: fc.boolean(),
  },
  { requiredKeys: ['stream', 'type'] },
)

/** One batch after another; ids that repeat are left out. */
const history = fc.array(
  fc.uniqueArray(event, { minLength: 1, maxLength: 8, selector: ({ id }) => id ?? {} }),
  { minLength: 1, maxLength: 6 },
)

test('an export that is imported into an empty store gives the same hashes', async () => {
  await fc.assert(
    fc.asyncProperty(
      history,
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      async (batches, pieceBytes, asFile) => {
        const [from, to] = [temporaryStore(), temporaryStore()]
        for (const events of batches) from.log.append({ events })
        const exported = Array.from(exportLines(from.log, { from: 0, to: from.log.tip.position })).join('')

        const bytes = Buffer.from(exported)
        if (asFile) await imported(to, fileOf('in.jsonl', bytes), { sort: pieceBytes % 2 === 0 })
        else await importedStream(to, cut(bytes, pieceBytes))

        expect(Array.from(to.log.read(), (recorded) => recorded.hash)).toEqual(
          Array.from(from.log.read(), (recorded) => recorded.hash),
        )
        expect(Array.from(exportLines(to.log, { from: 0, to: to.log.tip.position })).join('')).toBe(exported)
      },
    ),
    { numRuns: 30 },
  )
})

function cut(bytes: Buffer, pieceBytes: number): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes))
  return pieces
}
