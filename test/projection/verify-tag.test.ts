import { expect, test } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { digestOf, storedModelsAt } from '../../src/projection/digest.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ModelFailures } from '../../src/projection/model-failures.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import type { ReadModelReader } from '../../src/projection/reader.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { differs, type VerifiedTag, verifyTags } from '../../src/projection/verify-tag.ts'
import type { EventLog } from '../../src/store/event.ts'
import { proveChain } from '../../src/store/prove-chain.ts'
import type { Tag, TaggedModel } from '../../src/store/refs.ts'
import { Store } from '../../src/store/store.ts'
import { arrayReadModels } from '../support/array-read-models.ts'
import { tamperBlock } from '../support/checking.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const events = [1, 2, 3].map((value) => ({ model: 'orders', key: 'order-1', value }))
const reader = arrayReadModels(events, { fingerprints: { orders: 'a' } })

function storeOfThree(): Store {
  const store = temporaryStore()
  for (const data of [1, 2, 3]) store.log.append({ events: [{ stream: 'order-1', type: 'Changed', data }] })
  return store
}

function tagOf(store: Store, model: Partial<TaggedModel>, hash = store.log.hashAt(2)): Tag {
  const rest = { name: 'v1', branch: 'main', taggedMs: 0, eventMs: 0, message: undefined, actor: undefined }
  const digest = digestOf(reader.documents('orders', 2))
  return { ...rest, position: 2, hash, models: [{ name: 'orders', fingerprint: 'a', digest, ...model }] }
}

function verifyTag(tag: Tag, log: EventLog, reader: ReadModelReader): VerifiedTag {
  return drained(verifyTags([tag], log, reader, new ModelFailures()))[0] as VerifiedTag
}

test('all that a tag remembers is there', () => {
  const store = storeOfThree()
  const verified = verifyTag(tagOf(store, {}), store.log, reader)

  expect(verified.models).toEqual([{ name: 'orders', verdict: 'same' }])
  expect([verified.chain, differs(verified)]).toEqual(['same', false])
})

test('another read model by the same code differs', () => {
  const store = storeOfThree()
  const verified = verifyTag(tagOf(store, { digest: 'other' }), store.log, reader)

  expect(verified.models).toEqual([{ name: 'orders', verdict: 'differs' }])
  expect(differs(verified)).toBe(true)
})

test.each([
  [{ fingerprint: 'b' }, 'not-compared'],
  [{ name: 'gone' }, 'gone'],
])('%o is no difference, but %s', (changed, verdict) => {
  const store = storeOfThree()
  const verified = verifyTag(tagOf(store, { digest: 'other', ...changed }), store.log, reader)

  expect(verified.models.map(({ verdict }) => verdict)).toEqual([verdict])
  expect(differs(verified)).toBe(false)
})

test('code that has changed so that it throws is not compared', () => {
  const store = storeOfThree()
  const code = (body: string) => ({
    'projections/p.ts': `export default { init: () => ({}), on: { Changed: ${body} } }`,
  })
  writeFiles(store.root, code('(s) => s'))
  drained(rebuild(store, new Catalog(store, new ProjectionFolder(store.root))))
  const tag = { ...tagOf(store, {}, store.log.hashAt(3)), position: 3, models: storedModelsAt(store, 3) }
  writeFiles(store.root, code('() => { throw new Error() }'))
  const changed = verifyTag(tag, store.log, new ReadModels(store, new ProjectionFolder(store.root)))

  expect(tag.models).toHaveLength(1)
  expect([changed.chain, changed.models]).toEqual(['same', [{ name: 'p', verdict: 'not-compared' }]])
})

test('another chain differs, also when it ends before the tag', () => {
  const store = storeOfThree()
  const other = verifyTag(tagOf(store, {}, 'f'.repeat(64)), store.log, reader)
  const shorter = verifyTag({ ...tagOf(store, {}), position: 9 }, store.log, reader)

  expect([other.chain, shorter.chain]).toEqual(['differs', 'differs'])
  expect([differs(other), differs(shorter)]).toEqual([true, true])
})

test('an event that was changed under a right checksum differs from the tag behind it', async () => {
  const store = temporaryStore()
  store.log.append({ events: [1, 2, 3].map((data) => ({ stream: 'order-1', type: 'Changed', data })) })
  const tags = [tagOf(store, {}, store.log.hashAt(2))]
  await tamperBlock(store.directory, 1, (_, bytes) => {
    bytes[bytes.indexOf('1,2,3')] = '7'.charCodeAt(0)
  })
  const forged = Store.open(store.directory, { readOnly: true, ambient: store.ambient })

  expect(
    drained(verifyTags(tags, forged.log, reader, new ModelFailures())).map(({ chain }) => chain),
  ).toEqual(['differs'])
  expect(() => drained(proveChain(forged.log))).toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }))
  await forged.close()
})
