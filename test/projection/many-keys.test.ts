// Goal: of an event that changes many documents each handler gets an event of its own, and the text is
// parsed once for all of them. Method: handlers that change and keep what they are given.
import { expect, test, vi } from 'vitest'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { Projection } from '../../src/projection/projection.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const code = `export default {
  key: (event) => event.data.keys,
  init: () => ({}),
  on: {
    T: (state, event, key) => {
      const { data } = event
      data.list[0].seen.push(key)
      data.list.push(key)
      data.keys.length = 0
      return { ...state, data, names: Object.keys(event), text: JSON.stringify(data), json: event.json.length, id: event.id }
    },
  },
}`

function documentsOf(events: readonly string[]): unknown[] {
  const store = temporaryStore()
  writeFiles(store.root, { 'projections/p.ts': code })
  store.log.append({ events: events.map((json) => ({ stream: 's-1', type: 'T', json, id: 'one' })) })
  const reader = new ReadModels(store, new ProjectionFolder(store.root))
  return Array.from(reader.documents('p', events.length), ({ json }) => JSON.parse(json))
}

test('no handler sees what another did with its event', () => {
  const keys = ['a', 'b', 'c', 'd']
  const json = JSON.stringify({ keys, list: [{ seen: [] }], 2: [[1, null, { x: 'y' }]], 1: 'first' })

  const copies = vi.spyOn(Projection.prototype, 'copiesOf')
  const documents = documentsOf([json.replace('"list"', '"__proto__":{"own":true},"list"')])

  expect(copies).toHaveBeenCalledTimes(1)
  expect(documents).toEqual(
    keys.map((key) =>
      expect.objectContaining({ text: textFor(key), names: expect.arrayContaining(['data']) }),
    ),
  )
})

function textFor(key: string): string {
  const seen = `{"seen":["${key}"]}`
  return `{"1":"first","2":[[1,null,{"x":"y"}]],"keys":[],"__proto__":{"own":true},"list":[${seen},"${key}"]}`
}
