// What many events did to a large document: states are checked where a text is wanted, not after each event.
import { expect, test, vi } from 'vitest'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { Projection } from '../../src/projection/projection.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const list = `export default { init: () => ({ items: [] }), on: { Added: (s, { data }) => { s.items.push(data.n) } } }`

test('a state is looked at only after the events that are asked for', () => {
  const store = temporaryStore()
  writeFiles(store.root, { 'projections/list.ts': list })
  store.log.append({
    events: Array.from({ length: 500 }, (_, n) => ({ stream: 's-1', type: 'Added', data: { n } })),
  })
  const checks = vi.spyOn(Projection.prototype, 'requirePlain')

  const pairs = new ReadModels(store, new ProjectionFolder(store.root)).eventPairs('list', [498, 499, 500])

  expect(JSON.parse(pairs.get(500)?.[0]?.after ?? '').items).toHaveLength(500)
  expect(checks).not.toHaveBeenCalled()
})
