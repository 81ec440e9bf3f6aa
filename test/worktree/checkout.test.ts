import { chmodSync, chownSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ResolvedRevision } from '../../src/revision/context.ts'
import type { Cause, Head } from '../../src/store/refs.ts'
import type { Store } from '../../src/store/store.ts'
import { type Checkout, checkout } from '../../src/worktree/checkout.ts'
import { checkoutTarget } from '../../src/worktree/checkout-target.ts'
import { headStatus } from '../../src/worktree/head-status.ts'
import { treePosition, treeStatus } from '../../src/worktree/tree-status.ts'
import { arrayReadModels } from '../support/array-read-models.ts'
import { ended_identity, identityOf } from '../support/identities.ts'
import { temporaryStore } from '../support/stores.ts'
import { treeFiles } from '../support/work-tree.ts'

const nobody = 65_534
const cause: Cause = { actor: 'kim', command: 'es checkout', timeMs: 1 }
const reader = arrayReadModels([
  { model: 'orders', key: 'a', value: 1 },
  { model: 'orders', key: 'a', value: 2 },
  { model: 'orders', key: 'a', value: 3 },
])

function storeWithEvents(count = 3): Store {
  const store = temporaryStore()
  const events = Array.from({ length: count }, () => ({ stream: 'order-1', type: 'Changed' }))
  if (count > 0) store.log.append({ events })
  return store
}

function checkedOut(store: Store, head: Head, force = false): Checkout {
  const steps = checkout(store, reader, { head, force, cause })
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

function tagAt(store: Store, name: string, position: number, taggedMs = 0): void {
  const tag = {
    name,
    branch: 'main',
    position,
    hash: '',
    taggedMs,
    eventMs: 0,
    message: undefined,
    actor: undefined,
  }
  store.commit(() => {
    store.refs.setTag({ ...tag, models: [] }, { force: false, cause })
  })
}

describe('a checkout', () => {
  test('that cannot make the folder has not begun', () => {
    const store = storeWithEvents()
    chmodSync(store.root, 0o555)
    // Root may write anywhere, so it is somebody else.
    const isRoot = process.geteuid?.() === 0
    if (isRoot) {
      for (const path of ['', ...readdirSync(store.directory)])
        chownSync(join(store.directory, path), nobody, nobody)
      process.seteuid?.(nobody)
    }
    try {
      expect(() => checkedOut(store, { branch: 'main', position: 1 })).toThrow("cannot make 'state/'")
    } finally {
      if (isRoot) process.seteuid?.(0)
      chmodSync(store.root, 0o700)
    }

    expect(treeStatus(store)).toBeUndefined()
  })

  test('as of a position lays it out and detaches HEAD, in the op log', () => {
    const store = storeWithEvents()

    const result = checkedOut(store, { branch: 'main', position: 2 })

    expect(result).toEqual({
      branch: 'main',
      position: 2,
      detached: true,
      written: 1,
      removed: 0,
      unchanged: 0,
      failed: [],
    })
    expect(treeFiles(store)).toEqual({ 'orders/a.json': '2\n' })
    expect(store.refs.head).toEqual({ branch: 'main', position: 2 })
    expect(store.refs.history('HEAD')).toMatchObject([{ actor: 'kim', command: 'es checkout', kind: 'head' }])
  })

  test('of a branch lays out its tip and attaches HEAD', () => {
    const store = storeWithEvents()
    checkedOut(store, { branch: 'main', position: 1 })

    const result = checkedOut(store, { branch: 'main', position: undefined })

    expect(result).toMatchObject({ position: 3, detached: false })
    expect(treeFiles(store)).toEqual({ 'orders/a.json': '3\n' })
    expect(store.refs.head).toEqual({ branch: 'main', position: undefined })
  })

  test('of where HEAD is writes nothing into the op log', () => {
    const store = storeWithEvents()

    checkedOut(store, store.refs.head)

    expect(store.refs.history('HEAD')).toEqual([])
    expect(treePosition(store)).toBe(3)
  })

  test('that is refused moves neither HEAD nor the work tree', () => {
    const store = storeWithEvents()
    checkedOut(store, { branch: 'main', position: 1 })
    writeFileSync(join(store.root, 'state', 'orders', 'a.json'), 'mine\n')

    const refused = () => checkedOut(store, { branch: 'main', position: 2 })

    expect(refused).toThrow(expect.objectContaining({ code: 'WORKTREE_EDITED' }))
    expect(store.refs.head).toEqual({ branch: 'main', position: 1 })
    expect(treeStatus(store)).toMatchObject({ position: 1, complete: true })
    expect(checkedOut(store, { branch: 'main', position: 2 }, true)).toMatchObject({
      position: 2,
      written: 1,
    })
  })

  test('moves HEAD only when the last file is in place', () => {
    const store = storeWithEvents()

    for (const { stage } of checkout(store, reader, {
      head: { branch: 'main', position: 2 },
      force: false,
      cause,
    }))
      if (stage === 'writing') break

    expect(store.refs.head).toEqual({ branch: 'main', position: undefined })
    expect(treeStatus(store)).toMatchObject({ position: 2, complete: false })
  })
})

describe('the target of a checkout', () => {
  const resolve = (revision: string): ResolvedRevision => ({
    position: 2,
    branch: 'main',
    revision,
    warnings: [],
  })

  test.each<[string[], Head]>([
    [[], { branch: 'main', position: undefined }],
    [['main'], { branch: 'main', position: undefined }],
    [['as-of', 'main'], { branch: 'main', position: 2 }],
    [['as-of', 'v1'], { branch: 'main', position: 2 }],
    [['v1'], { branch: 'main', position: 2 }],
  ])('of %j is %j', (words, head) => {
    expect(checkoutTarget(words, temporaryStore().refs, resolve)).toEqual(head)
  })

  test.each([[['as-of']], [['v1', 'v2']]])('of %j is a mistake', (words) => {
    const { refs } = temporaryStore()

    expect(() => checkoutTarget(words, refs, resolve)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})

describe('the status of HEAD', () => {
  test('of an empty store is ROOT', () => {
    expect(headStatus(storeWithEvents(0))).toEqual({
      branch: 'main',
      position: 0,
      detached: false,
      tipPosition: 0,
      eventMs: undefined,
      lastTag: undefined,
    })
  })

  test('names the nearest tag that is not after it, of several there the youngest', () => {
    const store = storeWithEvents()
    tagAt(store, 'early', 1)
    tagAt(store, 'first', 2, 1)
    tagAt(store, 'a-second', 2, 2)
    tagAt(store, 'late', 3)

    checkedOut(store, { branch: 'main', position: 2 })

    expect(headStatus(store)).toMatchObject({
      position: 2,
      detached: true,
      tipPosition: 3,
      lastTag: { name: 'a-second' },
    })
  })
})

describe('while another process changes the work tree', () => {
  test('it is refused as busy, and nothing is touched', () => {
    const store = storeWithEvents()
    symlinkSync(identityOf(process.ppid), join(store.directory, 'checkout'))

    const detached = { branch: 'main', position: 2 }
    expect(() => checkedOut(store, detached)).toThrow(expect.objectContaining({ code: 'STORE_BUSY' }))
    expect(treeFiles(store)).toEqual({})
  })

  test('one that was killed is in nobody’s way, and nothing is left behind', () => {
    const store = storeWithEvents()
    symlinkSync(ended_identity, join(store.directory, 'checkout'))

    checkedOut(store, { branch: 'main', position: 2 })
    expect(Object.keys(treeFiles(store))).toHaveLength(1)
    expect(readdirSync(store.directory).filter((name) => name.startsWith('checkout'))).toEqual([])
  })
})
