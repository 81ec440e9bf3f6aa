// Goal: who asks for a name that is longer than any can be is told that there is none. Method: every way of reading by a
// name that was typed, each with one that LMDB takes for no key.
import { expect, test } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { resolveRevision } from '../../src/revision/resolve.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const long = 'x'.repeat(5000)

test.for(['', 'tag:', 'branch:', 'stream:'])('a revision of %s and a long name is unknown', (before) => {
  const store = temporaryStore()
  const context = { log: store.log, refs: store.refs, nowMs: 0, script: true }
  const text = before === 'stream:' ? `stream:${long}@1` : before + long

  expect(() => resolveRevision(text, context)).toThrow(expect.objectContaining({ code: 'REVISION_UNKNOWN' }))
})

test.for(['streams', 'types', 'categories'])('no event is of %s with a long name', (kind) => {
  const store = temporaryStore()
  store.log.append({ events: [{ stream: 'a-1', type: 'T' }] })

  expect([...store.log.read({ [kind]: [long] })]).toEqual([])
  expect(store.log.versionOf(long)).toBe(0)
})

test('there is no document with a long key, whether its read model is stored or not', () => {
  const store = temporaryStore()
  store.log.append({ events: [{ stream: 'a-1', type: 'T' }] })
  writeFiles(store.root, { 'projections/p.ts': 'export default { init: () => ({}), on: { T: (s) => s } }' })
  const reader = () => new ReadModels(store, new ProjectionFolder(store.root))
  const folded = reader().get('p', long, 1)
  drained(rebuild(store, new Catalog(store, new ProjectionFolder(store.root))))

  expect(folded).toBeUndefined()
  expect(reader().get('p', long, 1)).toBeUndefined()
  expect(reader().get('p', 'é'.repeat(900), 1)).toBeUndefined()
  expect(reader().get('p', 'a-1', 1)).toBe('{}')
})
