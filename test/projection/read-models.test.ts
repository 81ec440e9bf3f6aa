import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { digestOf, storedModelsAt } from '../../src/projection/digest.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { listSnapshots, takeSnapshots } from '../../src/projection/snapshot.ts'
import { type Drift, verify } from '../../src/projection/verify.ts'
import { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'

const counter = `export default { init: () => ({ n: 0 }), on: { Counted: (s) => { s.n++ } } }`
const keyed = `export default { key: ({ data }) => data.key, init: () => ({ n: 0 }), on: { Counted: (s) => { s.n++ } } }`

function events() {
  return Array.from({ length: 100 }, (_, index) => ({
    stream: `s${index % 5}`,
    type: 'Counted',
    data: { key: `k${index % 5}` },
  }))
}

/** A hundred events, the streams `s0` to `s4` in turn. */
function storeWith(projection = counter): Store {
  const store = temporaryStore()
  store.log.append({ events: events() })
  writeFiles(store.root, { 'projections/p.ts': projection })
  return store
}

function catalogOf(store: Store): Catalog {
  return new Catalog(store, new ProjectionFolder(store.root))
}

function readerOf(store: Store): ReadModels {
  return new ReadModels(store, new ProjectionFolder(store.root))
}

describe('what is folded to answer', () => {
  test('nothing, when the store holds it', () => {
    const store = storeWith()
    drained(rebuild(store, catalogOf(store)))
    const reader = readerOf(store)

    expect(reader.get('p', 's0', 51)).toBe('{"n":11}')
    expect(reader.folded).toEqual(new Map())
  })

  test("only the stream's events, when a stream is a document", () => {
    const reader = readerOf(storeWith())

    expect(reader.get('p', 's0', 51)).toBe('{"n":11}')
    expect(reader.folded).toEqual(new Map([['p', 11]]))
  })

  test('all events once, however many documents are asked for', () => {
    const reader = readerOf(storeWith(keyed))

    expect(reader.get('p', 'k0', 100)).toBe('{"n":20}')
    expect(reader.get('p', 'k1', 50)).toBe('{"n":10}')
    expect([...reader.documents('p', 70)]).toHaveLength(5)
    expect(reader.folded).toEqual(new Map([['p', 100]]))
  })

  test('only what came since, when the store is behind', () => {
    const store = storeWith(keyed)
    drained(rebuild(store, catalogOf(store)))
    store.log.append({ events: [{ stream: 's0', type: 'Counted', data: { key: 'new' } }] })
    const reader = readerOf(store)

    expect([...reader.documents('p', 101)].map(({ key }) => key)).toEqual([
      'k0',
      'k1',
      'k2',
      'k3',
      'k4',
      'new',
    ])
    expect(reader.get('p', 'k0', 100)).toBe('{"n":20}')
    expect(reader.folded).toEqual(new Map([['p', 1]]))
  })
})

test('reading changes no byte of the store, and needs it only read-only', async () => {
  const store = storeWith(keyed)
  await store.close()
  const file = join(store.directory, 'data.mdb')
  const before = readFileSync(file)
  const again = Store.open(store.directory, { readOnly: true, ambient: countingAmbient() })
  const reader = readerOf(again)

  expect([...reader.documents('p', 100)]).toHaveLength(5)
  expect(reader.get('p', 'k0', 7)).toBe('{"n":2}')
  await again.close()
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a document that does not exist is not there', () => {
  const store = storeWith()
  expect(readerOf(store).get('p', 's9', 100)).toBeUndefined()
  expect(readerOf(store).get('p', 's0', 0)).toBeUndefined()
  drained(rebuild(store, catalogOf(store)))
  expect(readerOf(store).get('p', 's9', 100)).toBeUndefined()
  expect(readerOf(store).get('p', 's0', 0)).toBeUndefined()
})

test('documents of many entries are listed as those of few', () => {
  const store = temporaryStore()
  const streams = Array.from({ length: 6000 }, (_, index) => (index % 100 === 0 ? `s${index % 7}` : 'hot'))
  store.log.append({ events: streams.map((stream) => ({ stream, type: 'Counted' })) })
  writeFiles(store.root, { 'projections/p.ts': counter })
  const folded = readerOf(store)
  drained(rebuild(store, catalogOf(store)))
  const stored = readerOf(store)

  for (const at of [0, 1, 1600, 1601, 3333, 6000])
    expect([...stored.documents('p', at)]).toEqual([...folded.documents('p', at)])
  expect(stored.folded.size).toBe(0)
})

test('changed keys are those of the events between, whichever way round', () => {
  const reader = readerOf(storeWith(keyed))

  expect(reader.changedKeys('p', 10, 12)).toEqual(['k0', 'k1'])
  expect(reader.changedKeys('p', 12, 10)).toEqual(['k0', 'k1'])
  expect(reader.changedKeys('p', 12, 12)).toEqual([])
})

test('the fingerprint is of the code that answers', () => {
  const store = storeWith()
  const folded = readerOf(store).fingerprint('p')
  drained(rebuild(store, catalogOf(store)))

  expect(readerOf(store).fingerprint('p')).toBe(folded)
  writeFiles(store.root, { 'projections/p.ts': keyed })
  expect(readerOf(store).fingerprint('p')).not.toBe(folded)
})

test('a rebuild while documents are read is not mixed into them', () => {
  const store = storeWith()
  drained(rebuild(store, catalogOf(store)))
  const documents = readerOf(store).documents('p', 100)
  documents.next()
  drained(rebuild(store, catalogOf(store), { force: true }))

  expect(() => [...documents]).toThrow(expect.objectContaining({ code: 'STORE_BUSY' }))
})

describe('snapshots', () => {
  test('keep every document where it stood, then and after later rebuilds', () => {
    const store = storeWith()
    const { snapshots } = drained(takeSnapshots(store, catalogOf(store), { at: 52 }))
    const [snapshot] = snapshots

    expect(snapshot).toMatchObject({
      name: 'p',
      position: 52,
      documents: 5,
      sizeBytes: 5 * '{"n":10}'.length,
    })
    expect(listSnapshots(catalogOf(store))).toEqual([snapshot])
    expect(readWithoutCode(store, 52)).toEqual(['{"n":11}', '{"n":11}', '{"n":10}', '{"n":10}', '{"n":10}'])
    drained(rebuild(store, catalogOf(store), { force: true }))
    expect(readWithoutCode(store, 52)).toEqual(['{"n":11}', '{"n":11}', '{"n":10}', '{"n":10}', '{"n":10}'])
  })

  test('of the tip are kept when the fold goes on', () => {
    const store = storeWith()
    drained(takeSnapshots(store, catalogOf(store), { at: 100 }))
    store.log.append({ events: [{ stream: 's0', type: 'Counted' }] })
    drained(rebuild(store, catalogOf(store)))

    expect(readWithoutCode(store, 100)).toEqual(Array(5).fill('{"n":20}'))
  })

  /** The documents at a position from the store alone: a fold would throw. */
  function readWithoutCode(store: Store, at: number): string[] {
    const reader = readerOf(store)
    reader.catalog.projection = () => {
      throw new Error('folded')
    }
    return Array.from(reader.documents('p', at), ({ json }) => json)
  }
})

describe('verify', () => {
  function verified(store: Store, key?: string) {
    const drifts: Drift[] = []
    const work = verify(store, catalogOf(store), [{ name: 'p', key }])
    for (;;) {
      const step = work.next()
      if (step.done) return { drifts, models: step.value }
      if ('drift' in step.value) drifts.push(step.value.drift)
    }
  }

  test('says that stored documents are what a fold gives', () => {
    const store = storeWith()
    drained(rebuild(store, catalogOf(store)))

    expect(verified(store)).toEqual({
      drifts: [],
      models: [{ name: 'p', position: 100, documents: 5, drifted: 0, isStored: true }],
    })
  })

  test('counts documents, not those that were removed', () => {
    const store = storeWith(counter.replace('on: {', 'on: { Closed: () => null,'))
    store.log.append({ events: [{ stream: 's1', type: 'Closed' }] })
    drained(rebuild(store, catalogOf(store)))

    expect(verified(store).models).toMatchObject([{ documents: 4, drifted: 0 }])
    expect(verified(store, 's1').models).toMatchObject([{ documents: 0, drifted: 0 }])
  })

  test('finds documents that are not stored, in each of several passes over many bytes', () => {
    const large = `export default { init: () => ({ text: '' }), on: { Made: (s) => { s.text = 'x'.repeat(2 ** 21) } } }`
    const store = storeWith(large)
    const keys = Array.from({ length: 40 }, (_, index) => `s${index + 10}`)
    store.log.append({ events: keys.map((stream) => ({ stream, type: 'Made' })) })
    drained(rebuild(store, catalogOf(store)))
    store.commit(() => {
      const documents = store.table('documents')
      // Bytes of a document's key are stored raised by one: 's10', 's30', 's49'.
      for (const { key } of documents.entries({ from: Buffer.of(0), to: Buffer.of(255) }))
        if (['t21', 't41', 't5:'].some((raised) => key.includes(raised))) documents.remove(key)
    })

    const { drifts, models } = verified(store)

    expect(drifts.map(({ key, stored, folded }) => [key, stored, folded?.length])).toEqual(
      ['s10', 's30', 's49'].map((key) => [key, undefined, 2 ** 21 + 11]),
    )
    expect(models).toMatchObject([{ documents: 40, drifted: 3 }])
  })

  test('finds a document that is stored otherwise, alone too', () => {
    const store = storeWith()
    drained(rebuild(store, catalogOf(store)))
    store.commit(() => {
      const documents = store.table('documents')
      // Bytes of a document's key are stored raised by one: 's2'.
      for (const { key, value } of documents.entries({ from: Buffer.of(0), to: Buffer.of(255) }))
        if (value.includes('{"n":20}') && key.includes('t3'))
          documents.put(key, Buffer.from(value.toString('latin1').replace('20', '21'), 'latin1'))
    })

    const drift = { name: 'p', key: 's2', position: 100, stored: '{"n":21}', folded: '{"n":20}' }
    expect(verified(store)).toMatchObject({ drifts: [drift], models: [{ drifted: 1 }] })
    expect(verified(store, 's2')).toMatchObject({ drifts: [drift], models: [{ documents: 1 }] })
    expect(verified(store, 's1')).toMatchObject({ drifts: [], models: [{ documents: 1 }] })
  })

  test('a document that never was is unknown', () => {
    const store = storeWith()
    drained(rebuild(store, catalogOf(store)))

    expect(() => verified(store, 's9')).toThrow(expect.objectContaining({ code: 'DOCUMENT_UNKNOWN' }))
  })

  test('does not vouch for what other code has built', () => {
    expect(verified(storeWith()).models).toMatchObject([{ isStored: false }])
  })
})

test('a tag remembers what is stored at exactly its position', () => {
  const store = storeWith()
  expect(storedModelsAt(store, 100)).toEqual([])
  drained(rebuild(store, catalogOf(store)))
  const reader = readerOf(store)

  const digest = digestOf(reader.documents('p', 100))

  expect(storedModelsAt(store, 100)).toEqual([{ name: 'p', fingerprint: reader.fingerprint('p'), digest }])
  expect(storedModelsAt(store, 99)).toEqual([])
})

describe('folding ahead', () => {
  function steps(store: Store, reader: ReadModels, all: boolean): number[] {
    return Array.from(reader.foldAhead(['p'], store.log.tip.position, { all }), ({ position }) => position)
  }

  test('says how far it is, and leaves nothing to be folded', () => {
    const store = storeWith(keyed)
    for (let round = 0; round < 60; round++) store.log.append({ events: events() })
    const reader = readerOf(store)

    const places = steps(store, reader, false)

    expect(places).toHaveLength(2)
    expect(places.at(-1)).toBe(6100)
    expect(steps(store, reader, false)).toEqual([])
    expect(reader.get('p', 'k0', 6100)).toBe('{"n":1220}')
    expect(reader.folded).toEqual(new Map([['p', 6100]]))
  })

  test('leaves documents that are streams alone, unless all are read, and what is stored', () => {
    const store = storeWith()

    expect(steps(store, readerOf(store), false)).toEqual([])
    expect(steps(store, readerOf(store), true)).toEqual([100])
    drained(rebuild(store, catalogOf(store)))
    expect(steps(store, readerOf(store), true)).toEqual([])
  })

  test('left half-way, it is begun anew', () => {
    const store = storeWith(keyed)
    for (let round = 0; round < 60; round++) store.log.append({ events: events() })
    const reader = readerOf(store)
    for (const _ of reader.foldAhead(['p'], 6100, { all: true })) break

    expect(reader.get('p', 'k0', 6100)).toBe('{"n":1220}')
  })
})
