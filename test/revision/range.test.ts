import { beforeEach, describe, expect, test } from 'vitest'
import { resolveRange, splitRange } from '../../src/revision/range.ts'
import type { Store } from '../../src/store/store.ts'
import { contextOf, shop } from './shop.ts'

let store: Store
beforeEach(() => {
  store = shop()
})

describe('a range', () => {
  test.each([
    [undefined, 0, 10],
    ['v1', 0, 3],
    ['HEAD~3', 0, 7],
    ['v1..v1.2.0', 3, 7],
    ['v1..', 3, 10],
    ['..v1', 10, 3],
    ['..', 10, 10],
    ['HEAD~2..HEAD', 8, 10],
    ['2026-01-02..2026-01-04', 2, 4],
    ['@{2026-01-02}..@{January 4, 2026}', 2, 4],
    ['stream:a%2E%2Eb@1..HEAD', 9, 10],
    [':/rush..:/OrderPaid', 4, 6],
  ])('%s', (text, from, to) => {
    expect(resolveRange(text, contextOf(store))).toMatchObject({ from, to, branch: 'main' })
  })

  test('ends where the command reads', () => {
    expect(resolveRange(undefined, contextOf(store, 'v1'))).toMatchObject({ from: 0, to: 3 })
    expect(resolveRange('ROOT+1..', contextOf(store, 'v1'))).toMatchObject({ from: 1, to: 3 })
  })

  test('gives the warnings of both ends, each once', () => {
    expect(resolveRange('2026-05-01..2026-05-01', contextOf(store)).warnings).toHaveLength(1)
  })

  test('dots inside of braces are words', () => {
    expect(splitRange('@{2..hours..ago}')).toBeUndefined()
  })

  test.each([
    ['v1...v2', "malformed revision 'v1...v2': a range has two dots, 'A..B' at character 5"],
    ['v1..v2..v3', "malformed revision 'v1..v2..v3': a range has two ends, 'A..B' at character 7"],
    ['v 1..v2', "malformed revision 'v 1': unexpected ' ' at character 2"],
  ])('%s is refused', (text, message) => {
    expect(() => resolveRange(text, contextOf(store))).toThrow(
      expect.objectContaining({ code: 'REVISION_MALFORMED', message }),
    )
  })
})
