import { expect, test } from 'vitest'
import type { Cause, Tag } from '../../src/store/refs.ts'
import { temporaryStore } from '../support/stores.ts'

const cause: Cause = { actor: 'ann', command: 'es tag v1', timeMs: 7 }

function tagAt(name: string, position: number): Tag {
  return {
    name,
    branch: 'main',
    position,
    hash: '0'.repeat(64),
    taggedMs: 7,
    eventMs: undefined,
    message: undefined,
    actor: 'ann',
    models: [],
  }
}

test('a tag comes back as it was set, and the list is in the order of names', () => {
  const { refs } = temporaryStore()
  for (const name of ['v2', 'v1', '☃']) refs.setTag(tagAt(name, 0), { force: false, cause })

  expect(refs.tag('v1')).toEqual(tagAt('v1', 0))
  expect(refs.tags().map((tag) => tag.name)).toEqual(['v1', 'v2', '☃'])
})

test('a tag that exists is refused without force, and stays as it was', () => {
  const { refs } = temporaryStore()
  refs.setTag(tagAt('v1', 0), { force: false, cause })

  expect(() => refs.setTag(tagAt('v1', 5), { force: false, cause })).toThrow(
    expect.objectContaining({ code: 'TAG_EXISTS' }),
  )
  expect(refs.tag('v1')?.position).toBe(0)
})

test('every change is in the op log, with what was there before', () => {
  const { refs } = temporaryStore()
  refs.setTag(tagAt('v1', 0), { force: false, cause })
  refs.setTag(tagAt('v1', 5), { force: true, cause })
  refs.deleteTag('v1', cause)

  const changes = refs.history('tag:v1')

  expect(
    changes.map(({ number, before, after }) => [number, (before as Tag)?.position, (after as Tag)?.position]),
  ).toEqual([
    [3, 5, undefined],
    [2, 0, 5],
    [1, undefined, 0],
  ])
})

test('HEAD follows main until it is detached', () => {
  const { refs } = temporaryStore()
  expect(refs.head).toEqual({ branch: 'main', position: undefined })

  refs.setHead({ branch: 'main', position: 3 }, cause)

  expect(refs.head).toEqual({ branch: 'main', position: 3 })
})

test('a change inside a commit that throws is not there, nor in the op log', () => {
  const store = temporaryStore()
  const failing = () =>
    store.commit(() => {
      store.refs.setTag(tagAt('v1', 0), { force: false, cause })
      throw new Error('no')
    })

  expect(failing).toThrow('no')
  expect([store.refs.tag('v1'), store.refs.history('tag:v1')]).toEqual([undefined, []])
})
