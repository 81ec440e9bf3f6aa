// Goal: blame names the event that wrote each value. Method: random histories of writes to documents (members, items,
// whole documents, removals) that a projection carries out on plain JSON; a naive fold that carries them out on values
// that know their writers; random rebuilds, snapshots and positions between them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blame } from '../../src/analysis/blame.ts'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { takeSnapshots } from '../../src/projection/snapshot.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

/** A write to a document. `place` chooses among what is there, so that it fits every document. */
type Write =
  | { readonly op: 'set'; readonly name: string; readonly value: number }
  | { readonly op: 'delete'; readonly name: string }
  | { readonly op: 'insert'; readonly place: number; readonly item: Item }
  | { readonly op: 'quantity'; readonly place: number; readonly value: number }
  | { readonly op: 'take'; readonly place: number }
  | { readonly op: 'replace'; readonly fields: Record<string, number>; readonly keepsLines: boolean }
  | { readonly op: 'remove' }
  | { readonly op: 'look' }

interface Item {
  /** Unique in the history. */
  id: number
  quantity: number
}

const code = `import { defineProjection } from 'eventvcs'
export default defineProjection({
  key: ({ data }) => data.keys,
  init: () => ({ fields: {}, lines: [] }),
  on: {
    Written: (state, { data: { write } }) => {
      const { fields, lines } = state
      const at = lines.length === 0 ? 0 : write.place % lines.length
      switch (write.op) {
        case 'set': fields[write.name] = write.value; break
        case 'delete': delete fields[write.name]; break
        case 'insert': lines.splice(write.place % (lines.length + 1), 0, write.item); break
        case 'quantity': if (lines.length > 0) lines[at].quantity = write.value; break
        case 'take': return { fields, lines: lines.filter((_, index) => index !== at) }
        case 'replace': return { lines: write.keepsLines ? lines.map((line) => ({ ...line })) : [], fields: write.fields }
        case 'remove': return null
      }
    },
  },
})
`

/** A number and the position of the event that made it what it is. */
interface Written {
  readonly value: number
  readonly by: number
}

interface WrittenDocument {
  fields: Map<string, Written>
  fieldsBy: number
  lines: { id: Written; quantity: Written }[]
  linesBy: number
}

/** A value that is written again as it was keeps its writer: nothing changed. */
function written(before: Written | undefined, value: number, by: number): Written {
  return before?.value === value ? before : { value, by }
}

function write(document: WrittenDocument | undefined, one: Write, by: number): WrittenDocument | undefined {
  if (one.op === 'remove') return undefined
  const to = document ?? { fields: new Map(), fieldsBy: by, lines: [], linesBy: by }
  const { fields, lines } = to
  const at = lines.length === 0 ? 0 : 'place' in one ? one.place % lines.length : 0
  if (one.op === 'set') {
    if (!fields.has(one.name)) to.fieldsBy = by
    fields.set(one.name, written(fields.get(one.name), one.value, by))
  } else if (one.op === 'delete') {
    if (fields.delete(one.name)) to.fieldsBy = by
  } else if (one.op === 'insert') {
    const { id, quantity } = one.item
    lines.splice(one.place % (lines.length + 1), 0, {
      id: { value: id, by },
      quantity: { value: quantity, by },
    })
    to.linesBy = by
  } else if (one.op === 'quantity') {
    const line = lines[at]
    if (line !== undefined) line.quantity = written(line.quantity, one.value, by)
  } else if (one.op === 'take') {
    if (lines.length > 0) to.linesBy = by
    lines.splice(at, 1)
  } else if (one.op === 'replace') {
    const names = Object.keys(one.fields)
    if (names.length !== fields.size || names.some((name) => !fields.has(name))) to.fieldsBy = by
    to.fields = new Map(
      names.map((name) => [name, written(fields.get(name), one.fields[name] as number, by)]),
    )
    if (!one.keepsLines && lines.length > 0) to.linesBy = by
    if (!one.keepsLines) to.lines = []
  }
  return to
}

/** Path → position, of every value. */
function writersOf(document: WrittenDocument | undefined): Record<string, number> {
  if (document === undefined) return {}
  const writers: [string, number][] = []
  for (const [name, { by }] of document.fields) writers.push([`fields/${name}`, by])
  if (document.fields.size === 0) writers.push(['fields', document.fieldsBy])
  for (const [index, { id, quantity }] of document.lines.entries())
    writers.push([`lines/${index}/id`, id.by], [`lines/${index}/quantity`, quantity.by])
  if (document.lines.length === 0) writers.push(['lines', document.linesBy])
  return Object.fromEntries(writers)
}

const name = fc.constantFrom('a', 'b', 'constructor', 'é/')
const small = fc.integer({ min: 0, max: 2 })
const place = fc.nat(6)
const writing = fc.oneof(
  fc.record({ op: fc.constant('set' as const), name, value: small }),
  fc.record({ op: fc.constant('delete' as const), name }),
  fc.record({ op: fc.constant('insert' as const), place, quantity: small }),
  fc.record({ op: fc.constant('insert' as const), place, quantity: small }),
  fc.record({ op: fc.constant('quantity' as const), place, value: small }),
  fc.record({ op: fc.constant('take' as const), place }),
  fc.record({
    op: fc.constant('replace' as const),
    fields: fc.dictionary(fc.constantFrom('a', 'b', 'c'), small),
    keepsLines: fc.boolean(),
  }),
  fc.constant({ op: 'remove' as const }),
  fc.constant({ op: 'look' as const }),
)
const history = fc.array(
  fc.record({ keys: fc.constantFrom<readonly string[]>(['x'], ['x'], ['x', 'y'], ['y']), write: writing }),
  { minLength: 1, maxLength: 60 },
)

test('blame is what a fold that records writers says', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(
      history,
      fc.nat(60),
      fc.nat(60),
      fc.constantFrom('none', 'rebuild', 'snapshot'),
      (happenings, cut, asOf, stored) => {
        const store = temporaryStore()
        writeFiles(store.root, { 'projections/things.ts': code })
        const writes = happenings.map(
          ({ keys, write: one }, index): { keys: readonly string[]; write: Write } => {
            if (one.op !== 'insert') return { keys, write: one }
            return {
              keys,
              write: { op: 'insert', place: one.place, item: { id: 1000 + index, quantity: one.quantity } },
            }
          },
        )
        const events = writes.map((data) => ({ stream: 's', type: 'Written', data }))
        const first = Math.min(cut, events.length)
        if (first > 0) store.log.append({ events: events.slice(0, first) })
        const catalog = new Catalog(store, new ProjectionFolder(store.root))
        if (stored !== 'none') drained(rebuild(store, catalog))
        if (stored === 'snapshot') drained(takeSnapshots(store, catalog, { at: Math.floor(first / 2) }))
        if (first < events.length) store.log.append({ events: events.slice(first) })
        const reader = new ReadModels(store, new ProjectionFolder(store.root))

        for (const at of new Set([Math.min(asOf, events.length), events.length]))
          for (const key of ['x', 'y']) {
            const lines = blame(store.log, reader, { projection: 'things', key, path: [], at })
            const blamed = Array.from(lines, ({ path, event }) => [path.join('/'), event.position])

            let expected: WrittenDocument | undefined
            for (const [index, { keys, write: one }] of writes.slice(0, at).entries())
              if (keys.includes(key)) expected = write(expected, one, index + 1)
            expect(Object.fromEntries(blamed)).toEqual(writersOf(expected))
          }
        void store.close()
      },
    ),
    { numRuns: 100 },
  )
})
