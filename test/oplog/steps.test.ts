import { expect, test } from 'vitest'
import { refHistory } from '../../src/oplog/ref-history.ts'
import { standings } from '../../src/oplog/standings.ts'
import { type Step, stepBack, stepForward } from '../../src/oplog/step.ts'
import { setTagBack, stepCause } from '../../src/oplog/take-step.ts'
import type { Cause, Tag } from '../../src/store/refs.ts'
import type { Store } from '../../src/store/store.ts'
import { temporaryStore } from '../support/stores.ts'

const cause: Cause = { actor: 'kim', command: 'es tag', timeMs: 7 }

function setTag(store: Store, name: string, position: number, message?: string): void {
  const hash = '0'.repeat(64)
  const rest = { branch: 'main', hash, taggedMs: 7, eventMs: undefined, actor: 'kim', models: [] }
  const tag: Tag = { name, position, message, ...rest }
  store.refs.setTag(tag, { force: true, cause })
}

function take(store: Store, step: Step): void {
  if (step.kind === 'tag') setTagBack(store.refs, step, stepCause(step, cause))
  else store.refs.setHead(step.to, stepCause(step, cause))
}

function undo(store: Store): Step {
  const step = stepBack(store.refs.operations())
  take(store, step)
  return step
}

function redo(store: Store): Step {
  const step = stepForward([...store.refs.operations()])
  take(store, step)
  return step
}

test('a deleted tag comes back as it was, annotation included', () => {
  const store = temporaryStore()
  setTag(store, 'v1', 3, 'before the move')
  const tag = store.refs.tag('v1')
  store.refs.deleteTag('v1', cause)

  undo(store)

  expect(store.refs.tag('v1')).toEqual(tag)
})

test('a tag that moved goes back, and then away', () => {
  const store = temporaryStore()
  setTag(store, 'v1', 3)
  setTag(store, 'v1', 5)

  undo(store)
  expect(store.refs.tag('v1')?.position).toBe(3)

  undo(store)
  expect(store.refs.tag('v1')).toBeUndefined()
})

test('HEAD goes back to the branch that it followed', () => {
  const store = temporaryStore()
  store.refs.setHead({ branch: 'main', position: 3 }, cause)

  undo(store)

  expect(store.refs.head).toEqual({ branch: 'main', position: undefined })
})

test('there is nothing to do again after another change', () => {
  const store = temporaryStore()
  setTag(store, 'v1', 3)
  undo(store)
  setTag(store, 'v2', 4)

  expect(() => redo(store)).toThrow(expect.objectContaining({ code: 'OPERATION_UNKNOWN' }))
})

test('a snapshot is passed over, and named; it ends no redo', () => {
  const store = temporaryStore()
  setTag(store, 'v1', 3)
  store.refs.recordModelChange({ ...cause, kind: 'snapshot', ref: 'orders', after: { position: 3 } })

  expect(undo(store).passedOver.map(({ ref }) => ref)).toEqual(['orders'])
  store.refs.recordModelChange({ ...cause, kind: 'rebuild', ref: 'orders', after: { position: 3 } })
  redo(store)

  expect(store.refs.tag('v1')?.position).toBe(3)
})

test('how each operation stands: done, undone, or beyond undoing', () => {
  const store = temporaryStore()
  setTag(store, 'v1', 3)
  store.refs.recordModelChange({ ...cause, kind: 'rebuild', ref: 'orders', after: null })
  setTag(store, 'v1', 5)
  undo(store)

  const found = [...standings(store.refs.operations())].map(({ operation, standing }) => [
    operation.number,
    standing,
  ])

  expect(found).toEqual([
    [4, 'done'],
    [3, 'undone'],
    [2, 'permanent'],
    [1, 'done'],
  ])
})

test('the changes of one ref have names that are revisions; a ref without changes is unknown', () => {
  const store = temporaryStore()
  setTag(store, 'v1', 3)
  setTag(store, 'v2', 4)
  setTag(store, 'v1', 5)
  const operations = [...store.refs.operations()]

  expect(refHistory('v1', operations)).toMatchObject([
    { selector: 'v1@{0}', operation: { number: 3 } },
    { selector: 'v1@{1}', operation: { number: 1 } },
  ])
  expect(refHistory('@', operations)).toEqual([])
  expect(() => refHistory('v3', operations)).toThrow(expect.objectContaining({ code: 'REVISION_UNKNOWN' }))
})
