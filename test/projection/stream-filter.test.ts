import { describe, expect, test } from 'vitest'
import { streamFilter } from '../../src/projection/stream-filter.ts'

describe('which streams a glob names', () => {
  test.each([
    ['order-*', 'order-42', true],
    ['order-*', 'order', false],
    ['order-*', 'reorder-42', false],
    ['*-42', 'order-42', true],
    ['*', 'anything\nat all', true],
    ['order.42', 'order-42', false],
    ['[a-z]?', 'b', false],
    ['a*b*c', 'a--b--c', true],
    ['\u{1F600}*', '\u{1F600}!', true],
  ])('%s, %s: %s', (glob, stream, answer) => {
    expect(streamFilter([glob]).includes(stream)).toBe(answer)
  })

  test('one of several is enough', () => {
    const { includes } = streamFilter(['order-*', 'invoice-*'])

    expect(['order-1', 'invoice-1', 'basket-1'].map(includes)).toEqual([true, true, false])
  })

  test('a name that nearly fits does not take for ever', () => {
    const { includes } = streamFilter([`${'*a'.repeat(20)}b`])

    expect(includes('a'.repeat(60))).toBe(false)
  })
})

describe('what the log is asked to narrow', () => {
  test.each([
    [undefined, {}],
    [['*'], {}],
    [['order-*', 'order-4*'], { categories: ['order'] }],
    [['order-1', 'order-2'], { streams: ['order-1', 'order-2'] }],
    [['order-*', 'main'], { categories: ['order', 'main'] }],
    [['ord*'], {}],
  ])('%j: %j', (globs, query) => {
    expect(streamFilter(globs).query).toEqual(query)
  })
})
