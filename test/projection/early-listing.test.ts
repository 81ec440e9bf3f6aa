// Goal: a listing long before the end costs what was there then, not what came since. Method: many documents; the rows
// that are read of the table of documents are counted; at every position the keys are those of the events so far.
import { expect, test, vi } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { Table } from '../../src/store/table.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const documents = 3_000

test('the keys of an early position are found by its events', () => {
  const store = temporaryStore()
  writeFiles(store.root, {
    'projections/p.ts': 'export default { init: () => ({}), on: { Made: () => ({}), Gone: () => null } }',
  })
  store.log.append({
    events: Array.from({ length: documents }, (_, at) => ({
      stream: `s-${at === 3 ? 1 : at}`,
      type: at === 3 ? 'Gone' : 'Made',
    })),
  })
  drained(rebuild(store, new Catalog(store, new ProjectionFolder(store.root)), {}))
  const reader = new ReadModels(store, new ProjectionFolder(store.root))
  const keysAt = (at: number): string[] => Array.from(reader.documents('p', at), ({ key }) => key)
  const { rows, stop } = countedRows()

  expect(keysAt(3)).toEqual(['s-0', 's-1', 's-2'])
  expect(keysAt(6)).toEqual(['s-0', 's-2', 's-4', 's-5'])
  stop()
  expect(rows()).toBeLessThan(100)
  for (const at of [300, 375, 376, 400, documents]) expect(keysAt(at)).toHaveLength(at - 2)
})

/** How many rows are read of tables. */
function countedRows(): { rows: () => number; stop: () => void } {
  let rows = 0
  const { entries, last } = Table.prototype
  const scans = vi.spyOn(Table.prototype, 'entries').mockImplementation(function* (this: Table, range) {
    for (const row of entries.call(this, range)) {
      rows++
      yield row
    }
  })
  const looks = vi.spyOn(Table.prototype, 'last').mockImplementation(function (this: Table, ...range) {
    rows++
    return last.apply(this, range)
  })
  const stop = (): void => {
    scans.mockRestore()
    looks.mockRestore()
  }
  return { rows: () => rows, stop }
}
