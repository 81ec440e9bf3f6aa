import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { layOut } from '../../src/worktree/lay-out.ts'
import { treeStatus } from '../../src/worktree/tree-status.ts'
import { arrayReadModels, type DocumentSet } from '../support/array-read-models.ts'
import { temporaryStore } from '../support/stores.ts'
import { laidOut, treeFiles, treeInodes } from '../support/work-tree.ts'

const set = (key: string, value: unknown, model = 'orders'): DocumentSet => ({ model, key, value })

const history = [
  set('a', { total: 1 }),
  set('b', 1),
  set('a', { total: 2 }),
  set('b', undefined),
  set('c', [], 'baskets'),
]

function stateFile(root: string, path: string): string {
  return join(root, 'state', path)
}

describe('laying out', () => {
  test('writes each document as sorted, indented JSON', () => {
    const store = temporaryStore()

    const result = laidOut(store, arrayReadModels(history), 2)

    expect(result).toEqual({ written: 2, removed: 0, unchanged: 0, failed: [] })
    expect(treeFiles(store)).toEqual({ 'orders/a.json': '{\n  "total": 1\n}\n', 'orders/b.json': '1\n' })
  })

  test('forwards and back touches only the files that differ', () => {
    const store = temporaryStore()
    const reader = arrayReadModels([...history, set('untouched', 1), set('a', 3)])
    laidOut(store, reader, 6)
    const before = treeInodes(store)

    const forwards = laidOut(store, reader, 7)
    const back = laidOut(store, reader, 1)

    expect(forwards).toEqual({ written: 1, removed: 0, unchanged: 2, failed: [] })
    expect(treeInodes(store).get('orders/untouched.json')).toBeUndefined()
    expect(back).toEqual({ written: 1, removed: 2, unchanged: 0, failed: [] })
    expect(before.size).toBe(3)
    expect(treeFiles(store)).toEqual({ 'orders/a.json': '{\n  "total": 1\n}\n' })
  })

  test('leaves an unchanged file the very file it was', () => {
    const store = temporaryStore()
    const reader = arrayReadModels(history)
    laidOut(store, reader, 2)
    const before = treeInodes(store)

    laidOut(store, reader, 3)

    const after = treeInodes(store)
    expect(after.get('orders/b.json')).toBe(before.get('orders/b.json'))
    expect(after.get('orders/a.json')).not.toBe(before.get('orders/a.json'))
  })

  test('of ROOT leaves no file and no folder of a model', () => {
    const store = temporaryStore()
    const reader = arrayReadModels(history)
    laidOut(store, reader, 5)

    laidOut(store, reader, 0)

    expect(treeFiles(store)).toEqual({})
    expect(existsSync(stateFile(store.root, 'orders'))).toBe(false)
  })

  test('notices that the code of a model has changed', () => {
    const store = temporaryStore()
    laidOut(store, arrayReadModels(history), 3)
    const other = arrayReadModels([set('a', 'other'), set('b', 1), set('d', 1)], {
      fingerprints: { orders: 'new' },
    })

    const result = laidOut(store, other, 3)

    expect(result).toEqual({ written: 2, removed: 0, unchanged: 1, failed: [] })
    expect(treeFiles(store)['orders/a.json']).toBe('"other"\n')
  })

  test('removes the files of a model whose code is gone', () => {
    const store = temporaryStore()
    laidOut(store, arrayReadModels(history), 5)

    laidOut(store, arrayReadModels(history, { names: ['baskets'] }), 5)

    expect(Object.keys(treeFiles(store))).toEqual(['baskets/c.json'])
    expect(existsSync(stateFile(store.root, 'orders'))).toBe(false)
  })

  test('renames a document when a case twin comes, and back when it goes', () => {
    const store = temporaryStore()
    const reader = arrayReadModels([
      set('Abc', 1),
      set('aBC', 2),
      set('abc', 3),
      set('aBC', undefined),
      set('abc', undefined),
    ])
    const seen: string[][] = []

    for (const position of [1, 2, 3, 4, 5, 3]) {
      laidOut(store, reader, position)
      seen.push(Object.keys(treeFiles(store)))
    }

    expect(seen).toEqual([
      ['orders/Abc.json'],
      ['orders/%41bc.json', 'orders/a%42%43.json'],
      ['orders/%41bc.json', 'orders/a%42%43.json', 'orders/abc.json'],
      ['orders/%41bc.json', 'orders/abc.json'],
      ['orders/Abc.json'],
      ['orders/%41bc.json', 'orders/a%42%43.json', 'orders/abc.json'],
    ])
  })

  test('runs whenDone only when the last file is in place', () => {
    const store = temporaryStore()
    let files: string[] = []

    laidOut(store, arrayReadModels(history), 2, { whenDone: () => (files = Object.keys(treeFiles(store))) })

    expect(files).toEqual(['orders/a.json', 'orders/b.json'])
  })
})

describe('an edited file', () => {
  test('stops a checkout that would change it, before anything is touched', () => {
    const store = temporaryStore()
    const reader = arrayReadModels([set('a', 1), set('b', 1), set('a', 2), set('b', 2)])
    laidOut(store, reader, 2)
    writeFileSync(stateFile(store.root, 'orders/b.json'), 'mine\n')

    const checkout = () => laidOut(store, reader, 4)

    expect(checkout).toThrow(
      expect.objectContaining({ code: 'WORKTREE_EDITED', message: "'state/orders/b.json' was edited" }),
    )
    expect(treeFiles(store)).toEqual({ 'orders/a.json': '1\n', 'orders/b.json': 'mine\n' })
    expect(treeStatus(store)).toMatchObject({ position: 2, complete: true })
  })

  test('is found right after the checkout, when its size is the same and its mtime may be', () => {
    const store = temporaryStore()
    const reader = arrayReadModels([set('a', 1), set('a', 2)])
    laidOut(store, reader, 1)
    writeFileSync(stateFile(store.root, 'orders/a.json'), '7\n')

    const checkout = () => laidOut(store, reader, 2)

    expect(checkout).toThrow(expect.objectContaining({ code: 'WORKTREE_EDITED' }))
  })

  test('that would be removed stops the checkout too', () => {
    const store = temporaryStore()
    const reader = arrayReadModels([set('a', 1), set('a', undefined)])
    laidOut(store, reader, 1)
    writeFileSync(stateFile(store.root, 'orders/a.json'), 'mine\n')

    expect(() => laidOut(store, reader, 2)).toThrow(expect.objectContaining({ code: 'WORKTREE_EDITED' }))
  })

  test('is replaced with force, at any position', () => {
    const store = temporaryStore()
    const reader = arrayReadModels([set('a', 1), set('b', 1), set('a', 2)])
    laidOut(store, reader, 2)
    for (const name of ['a', 'b']) writeFileSync(stateFile(store.root, `orders/${name}.json`), 'mine\n')

    const result = laidOut(store, reader, 3, { force: true })

    expect(result).toEqual({ written: 2, removed: 0, unchanged: 0, failed: [] })
    expect(treeFiles(store)).toEqual({ 'orders/a.json': '2\n', 'orders/b.json': '1\n' })
  })

  test('that need not change stays, as in git', () => {
    const store = temporaryStore()
    const reader = arrayReadModels([set('a', 1), set('b', 1), set('a', 2)])
    laidOut(store, reader, 2)
    writeFileSync(stateFile(store.root, 'orders/b.json'), 'mine\n')

    laidOut(store, reader, 3)

    expect(treeFiles(store)['orders/b.json']).toBe('mine\n')
    expect(treeStatus(store)?.edited).toEqual([
      { path: 'orders/b.json', model: 'orders', key: 'b', change: 'edited' },
    ])
  })

  test('that was only touched is no obstacle', () => {
    const store = temporaryStore()
    const reader = arrayReadModels([set('a', 1), set('a', 2)])
    laidOut(store, reader, 1)
    utimesSync(stateFile(store.root, 'orders/a.json'), 1, 1)

    laidOut(store, reader, 2)

    expect(treeFiles(store)).toEqual({ 'orders/a.json': '2\n' })
  })

  test('that was deleted is written again by a checkout that changes it, or by force', () => {
    const store = temporaryStore()
    const reader = arrayReadModels([set('a', 1), set('b', 1), set('a', 2)])
    laidOut(store, reader, 2)
    rmSync(stateFile(store.root, 'orders/a.json'))
    rmSync(stateFile(store.root, 'orders/b.json'))

    laidOut(store, reader, 3)
    expect(Object.keys(treeFiles(store))).toEqual(['orders/a.json'])
    laidOut(store, reader, 3, { force: true })

    expect(Object.keys(treeFiles(store))).toEqual(['orders/a.json', 'orders/b.json'])
  })

  test('and all others come back when the whole folder was deleted', () => {
    const store = temporaryStore()
    const reader = arrayReadModels(history)
    laidOut(store, reader, 2)
    rmSync(join(store.root, 'state'), { recursive: true })

    laidOut(store, reader, 2)

    expect(Object.keys(treeFiles(store))).toEqual(['orders/a.json', 'orders/b.json'])
  })
})

describe('an interrupted checkout', () => {
  // More than one slice of files, so that it can be left in between.
  const documents = Array.from({ length: 600 }, (_, at) => set(`k${at}`, 1))
  const reader = arrayReadModels([...documents, ...documents.map(({ key }) => set(key, 2))])

  test('is said by the status, moved nothing else, and goes on when repeated', () => {
    const store = temporaryStore()
    laidOut(store, reader, 600)
    let done = false

    const steps = layOut(store, reader, {
      branch: 'main',
      position: 1200,
      force: false,
      whenDone: () => (done = true),
    })
    for (const { stage } of steps) if (stage === 'writing') break

    expect(treeStatus(store)).toMatchObject({ position: 1200, complete: false, edited: [] })
    expect(done).toBe(false)
    expect(laidOut(store, reader, 1200)).toEqual({ written: 100, removed: 0, unchanged: 500, failed: [] })
    expect(new Set(Object.values(treeFiles(store)))).toEqual(new Set(['2\n']))
  })

  test.each([1200, 600])('that stopped before files it was about to write goes on to %i', (position) => {
    const store = temporaryStore()
    laidOut(store, reader, 600)
    const steps = layOut(store, reader, { branch: 'main', position: 1200, force: false })
    for (let step = steps.next(); !step.done && step.value.stage !== 'writing'; ) step = steps.next()
    writeFileSync(stateFile(store.root, 'orders/k599.json'), 'in the way\n')
    expect(() => [...steps]).toThrow(expect.objectContaining({ code: 'WORKTREE_EDITED' }))
    writeFileSync(stateFile(store.root, 'orders/k599.json'), '1\n')

    laidOut(store, reader, position)

    expect(new Set(Object.values(treeFiles(store)))).toEqual(new Set([`${position / 600}\n`]))
    expect(treeStatus(store)).toMatchObject({ position, complete: true, edited: [] })
  })

  test('can be followed by a checkout of another position', () => {
    const store = temporaryStore()
    for (const { stage } of layOut(store, reader, { branch: 'main', position: 1200, force: false }))
      if (stage === 'writing') break

    laidOut(store, reader, 2)

    expect(treeFiles(store)).toEqual({ 'orders/k0.json': '1\n', 'orders/k1.json': '1\n' })
  })

  test('ends when another one begins', () => {
    const store = temporaryStore()
    const first = layOut(store, reader, { branch: 'main', position: 1200, force: false })
    for (let step = first.next(); !step.done && step.value.stage !== 'writing'; ) step = first.next()

    laidOut(store, reader, 3)

    expect(() => first.next()).toThrow(expect.objectContaining({ code: 'STORE_BUSY' }))
    expect(Object.keys(treeFiles(store))).toHaveLength(3)
  })
})
