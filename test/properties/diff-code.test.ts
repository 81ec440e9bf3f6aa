// Goal: what `diff --code` says is what two full rebuilds would differ in, whatever the store holds. Method: random
// histories; pairs of versions out of a few that count differently, one of them stored up to a random position; each
// version then rebuilt in a store of its own up to the position asked for, and its documents compared one by one.
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeVersion } from '../../src/diff/code-version.ts'
import { compareCode } from '../../src/diff/compare-code.ts'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import type { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryFolder, temporaryStore } from '../support/stores.ts'

const projection = (name: string, key: string, put: string) => `import { defineProjection } from 'eventvcs'
export default defineProjection<{ sum: number }>({
  name: '${name}', ${key}
  init: () => ({ sum: 0 }),
  on: { Put: (basket, { data }) => ({ sum: ${put} }), Taken: () => null },
})
`
const versions = [
  projection('baskets', '', 'basket.sum + data.count'),
  projection('baskets', '', 'basket.sum + data.count % 3'),
  projection('baskets', 'key: ({ data }) => data.keys,', 'basket.sum + data.count'),
  projection('baskets', "key: 'all',", 'data.count'),
  projection('others', '', 'data.count'),
]
const version = fc.integer({ min: 0, max: versions.length - 1 })

interface Happening {
  readonly stream: string
  readonly type: string
  readonly data: { readonly keys: string[]; readonly count: number }
}

const happening: fc.Arbitrary<Happening> = fc.record({
  stream: fc.constantFrom('s-1', 's-2', 's-3'),
  type: fc.constantFrom('Put', 'Put', 'Put', 'Taken', 'Ignored'),
  data: fc.record({
    keys: fc.uniqueArray(fc.constantFrom('s-1', '\uFF5E', '\u{1F600}'), { maxLength: 2 }),
    count: fc.nat({ max: 9 }),
  }),
})

test('the answer is the difference of two full rebuilds', () => {
  fc.assert(
    fc.property(
      fc.array(happening, { minLength: 1, maxLength: 25 }),
      fc.tuple(version, version, version),
      fc.tuple(fc.nat({ max: 25 }), fc.nat({ max: 25 })),
      (history, [old, renewed, stored], positions) => {
        const [at, storedAt] = positions.map((position) => Math.min(position, history.length)) as [
          number,
          number,
        ]
        const store = temporaryStore()
        writeFiles(store.root, { 'projections/baskets.ts': versions[stored] as string })
        appendAll(store, history.slice(0, storedAt))
        drained(rebuild(store, new Catalog(store, new ProjectionFolder(store.root))))
        appendAll(store, history.slice(storedAt))

        const differences = [...compareCode(side(store, old), side(store, renewed), at)]

        expect(
          differences.map(({ projection, key, before, after }) => [projection, key, before, after]),
        ).toEqual(expected(rebuilt(history, at, old), rebuilt(history, at, renewed)))
      },
    ),
    { numRuns: 25 },
  )
}, 120_000)

/** In a folder of its own: as the code of another place or revision. */
function side(store: Store, index: number) {
  const from = temporaryFolder()
  writeFiles(from, { 'projections/baskets.ts': versions[index] as string })
  const { folder, isOneFile } = codeVersion('projections', { from, root: from })
  return { title: join(from, 'projections'), reader: new ReadModels(store, folder), isOneFile }
}

/** `projection/key` → document. */
function rebuilt(history: readonly Happening[], at: number, index: number): Map<string, unknown> {
  const store = temporaryStore()
  writeFiles(store.root, { 'projections/baskets.ts': versions[index] as string })
  appendAll(store, history.slice(0, at))
  drained(rebuild(store, new Catalog(store, new ProjectionFolder(store.root))))
  const reader = new ReadModels(store, new ProjectionFolder(store.root))
  const documents = new Map<string, unknown>()
  for (const name of reader.names)
    for (const { key, json } of reader.documents(name, at)) documents.set(`${name}/${key}`, JSON.parse(json))
  return documents
}

function expected(before: Map<string, unknown>, after: Map<string, unknown>): unknown[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .filter((name) => JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name)))
    .map((name) => [...name.split('/'), before.get(name), after.get(name)])
}

function appendAll(store: Store, events: readonly Happening[]): void {
  if (events.length > 0) store.log.append({ events })
}
