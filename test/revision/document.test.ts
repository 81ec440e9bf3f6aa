import { beforeEach, describe, expect, test } from 'vitest'
import { type DocumentContext, parseDocumentRevision, resolveDocument } from '../../src/revision/document.ts'
import type { Store } from '../../src/store/store.ts'
import { contextOf, shop } from './shop.ts'

const projections = ['orders', 'order-lines', 'v1']

let store: Store
beforeEach(() => {
  store = shop()
})

function contextWith(keys: readonly string[]): DocumentContext {
  return {
    ...contextOf(store),
    projections,
    hasKey: (projection, key) => projection === 'orders' && keys.includes(key),
  }
}

describe('the text of a document', () => {
  test.each([
    ['HEAD:orders/order-42', 'HEAD', 'orders', 'order-42'],
    ['v1:orders', 'v1', 'orders', undefined],
    ['v1:orders/', 'v1', 'orders', undefined],
    [':orders/order-42', 'HEAD', 'orders', 'order-42'],
    ['2026-01-31T10:00:orders/order-42/total', '2026-01-31T10:00', 'orders', 'order-42/total'],
    ['@{2 hours ago}:orders/a:b', '@{2 hours ago}', 'orders', 'a:b'],
    ['tag:v1:order-lines/x', 'tag:v1', 'order-lines', 'x'],
    ['tag:v1', 'tag', 'v1', undefined],
    [':/text:orders/x', ':/text', 'orders', 'x'],
  ])('%s', (text, revision, projection, rest) => {
    expect(parseDocumentRevision(text, projections)).toEqual({ revision, projection, rest })
  })

  test('a projection that is not there', () => {
    expect(() => parseDocumentRevision('HEAD:ordrs/order-42', projections)).toThrow(
      expect.objectContaining({ code: 'PROJECTION_UNKNOWN', hint: "did you mean 'orders'?" }),
    )
  })

  test('a name that is near none, or is left out', () => {
    const hint = "there are 'orders', 'order-lines', 'v1'"

    expect(() => parseDocumentRevision('HEAD:stock/x', projections)).toThrow(
      expect.objectContaining({ message: "unknown projection 'stock'", hint }),
    )
    expect(() => parseDocumentRevision('HEAD:', projections)).toThrow(
      expect.objectContaining({ message: 'the name of a projection is missing', hint }),
    )
    expect(() => parseDocumentRevision('HEAD:stock/x', [])).toThrow(
      expect.objectContaining({ hint: "there is no projection: put one in 'projections/' beside '.es'" }),
    )
  })

  test('no colon', () => {
    expect(() => parseDocumentRevision('orders/order-42', projections)).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: "write it 'REVISION:PROJECTION/KEY'" }),
    )
  })
})

describe('a document', () => {
  test('the longest key that exists wins, and the rest is the path', () => {
    const context = contextWith(['a', 'a/b', 'a/b/c/d'])

    expect(resolveDocument('v1:orders/a/b/c', context)).toMatchObject({
      at: { position: 3 },
      key: 'a/b',
      path: ['c'],
    })
    expect(resolveDocument('v1:orders/a/b/c/d', context)).toMatchObject({ key: 'a/b/c/d', path: [] })
    expect(resolveDocument('v1:orders/a/x/0', context)).toMatchObject({ key: 'a', path: ['x', '0'] })
  })

  test('with a path of its own, all of the text is the key', () => {
    const context = contextWith(['a', 'a/b'])

    expect(resolveDocument('HEAD:orders/a/b', context, 'lines/0')).toMatchObject({
      key: 'a/b',
      path: ['lines', '0'],
    })
    expect(() => resolveDocument('HEAD:orders/a/c', context, 'x')).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_UNKNOWN', message: "no document 'a/c' in 'orders' at 10" }),
    )
  })

  test('a projection alone has no key', () => {
    expect(resolveDocument('v1:orders', contextWith([]))).toMatchObject({
      projection: 'orders',
      key: undefined,
      path: [],
    })
  })
})
