// Goal: no bytes whatever crash an import or leave a part of a batch behind.
// Method: random bytes, and good files with random damage, as JSON lines and as CSV, in random chunks; an import ends
// well or with an error of ours, and what is in is a whole number of batches of the good rows before the damage.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EsError } from '../../src/errors.ts'
import type { Ambient } from '../../src/store/event.ts'
import { exit_status } from '../../src/terminal/exit-status.ts'
import type { ImportOptions } from '../../src/transfer/import-options.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'
import { importedStream } from '../transfer/import-file.ts'

const batchEvents = 3

const jsonLines = fc.array(
  fc.constantFrom(
    '{"stream":"a-1","type":"T","data":{"n":1}}\n',
    '{"stream":"é","type":"T","meta":{"a":"\\u0000"},"data":[1,"}"]}\r\n',
    '\n',
    '{"stream":"a-2","type":"U","time":"2025-01-01T00:00:00Z","data":"{"}\n',
  ),
  { maxLength: 20 },
)

const csvLines = fc.array(
  fc.constantFrom('a-1,T,x\n', '"é-1","U","a ""b""\r\nc"\r\n', '\n', 'a-2,T,\n', ' a-3 ,"T", \n'),
  { maxLength: 20 },
)

/** A text with some bytes changed, put in or taken out. */
function damaged(text: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.integer({ min: 0, max: 3 }),
    put: fc.uint8Array({ maxLength: 3 }),
  })
  return fc.tuple(text, fc.array(edit, { maxLength: 3 })).map(([whole, edits]) => {
    let bytes = Buffer.from(whole)
    for (const { at, cut, put } of edits) {
      const place = Math.floor(at * bytes.length)
      bytes = Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + cut)])
    }
    return bytes
  })
}

/** The clock stands at the time that the good lines give, so that one store takes them again and again. */
function standingClock(): Ambient {
  return { ...countingAmbient(), nowMs: () => Date.UTC(2025, 0, 1) }
}

const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
const csv = { streamColumn: 'order', typeColumn: 'event' }

const cases: [string, fc.Arbitrary<Buffer>, ImportOptions][] = [
  ['JSON lines', fc.oneof(anything, damaged(jsonLines.map((lines) => lines.join('')))), {}],
  ['CSV', fc.oneof(anything, damaged(csvLines.map((lines) => `order,event,x\n${lines.join('')}`))), { csv }],
]

test.each(cases)('no bytes as %s crash an import or leave a part of a batch', async (_, input, options) => {
  const store = temporaryStore(standingClock())
  await fc.assert(
    fc.asyncProperty(input, fc.integer({ min: 1, max: 64 }), async (bytes, pieceBytes) => {
      const before = store.log.tip.position
      const pieces: Buffer[] = []
      for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes))

      const failure = await importedStream(store, pieces, { ...options, batchEvents }).then(
        () => undefined,
        (error: unknown) => error,
      )

      const { position } = store.log.tip
      expect(Array.from(store.log.read({ after: before }))).toHaveLength(position - before)
      if (failure === undefined) return
      expect(failure).toBeInstanceOf(EsError)
      expect(exit_status[(failure as EsError).code]).toBeGreaterThan(1)
      expect((position - before) % batchEvents).toBe(0)
    }),
    { numRuns: 1000 },
  )
})
