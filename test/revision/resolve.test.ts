import { beforeEach, describe, expect, test } from 'vitest'
import { resolveRevision } from '../../src/revision/resolve.ts'
import type { Store } from '../../src/store/store.ts'
import { temporaryStore } from '../support/stores.ts'
import { causeAt, contextOf, shop, tagAt } from './shop.ts'

let store: Store
beforeEach(() => {
  store = shop()
})

function positionOf(text: string, at?: string): number {
  return resolveRevision(text, contextOf(store, at)).position
}

function problem(text: string): { code: string; message: string; hint: string | undefined } {
  try {
    positionOf(text)
  } catch (error) {
    const { code, message, hint } = error as { code: string; message: string; hint: string | undefined }
    return { code, message, hint }
  }
  throw new Error(`'${text}' was resolved`)
}

describe('a revision', () => {
  test.each([
    ['HEAD', 10],
    ['@', 10],
    ['ROOT', 0],
    ['0', 0],
    ['4', 4],
    ['v1', 3],
    ['tag:v1', 3],
    ['main', 10],
    ['branch:main', 10],
    ['order-1@3', 6],
    ['stream:order-1@3', 6],
    ['stream:my%20order%2F%C3%A9@1', 5],
    ['stream:a%2E%2Eb@1', 9],
    ['id:0190a000000a-3', 4],
    ['id:0190a000000b-9', 10],
    ['2026-01-03', 3],
    ['2026-01-03T12:00', 3],
    ['2026-01-03T11:59:59.999Z', 2],
    ['2026-01-03T13:00+01:00', 3],
    ['2025-12-31', 0],
    ['2026-01-03~1', 2],
    ['2026-01-03T12:00Z+2', 5],
    ['@{2026-01-03}', 3],
    ['main@{2026-01-03 12:00}', 3],
    ['HEAD@{January 3, 2026}', 3],
    [':/OrderPaid', 6],
    [':/rush', 4],
    [':/cart-7', 7],
    [':/"n":8', 8],
    [':/OrderPaid~1', 5],
    ['HEAD~3', 7],
    ['HEAD^', 9],
    ['@~', 9],
    ['HEAD^^~2', 6],
    ['v1+4', 7],
    ['v1+4~4', 3],
    ['ROOT+10', 10],
    ['HEAD~10', 0],
    ['HEAD~0', 10],
  ])('%s is %i', (text, position) => {
    expect(positionOf(text)).toBe(position)
  })

  test('says its branch, its canonical text and the moment it was understood as', () => {
    expect(resolveRevision('2026-01-03^', contextOf(store))).toEqual({
      position: 2,
      branch: 'main',
      revision: '2026-01-03~1',
      warnings: [],
      resolvedTimeMs: Date.parse('2026-01-03T23:59:59.999Z'),
    })
  })

  test('a time after the tip is the tip, and says so', () => {
    const resolved = resolveRevision('2026-06-01', contextOf(store))

    expect(resolved.position).toBe(10)
    expect(resolved.warnings).toEqual(["'2026-06-01' is after the last event, so it means the tip"])
  })

  test('the day of the tip is not after it', () => {
    expect(resolveRevision('2026-01-10', contextOf(store))).toMatchObject({ position: 10, warnings: [] })
    expect(resolveRevision('2026-01-10T12:00:00.001Z', contextOf(store)).warnings).toHaveLength(1)
  })

  test('in an empty store every time is ROOT', () => {
    store = temporaryStore()

    expect(positionOf('2026-06-01')).toBe(0)
    expect(positionOf('HEAD')).toBe(0)
  })

  test('HEAD is where it was checked out, or what the command says', () => {
    store.refs.setHead({ branch: 'main', position: 6 }, causeAt(0))

    expect(positionOf('HEAD~1')).toBe(5)
    expect(positionOf('main')).toBe(10)
    expect(positionOf('HEAD~1', 'v1')).toBe(2)
  })
})

describe('what a ref pointed to before', () => {
  beforeEach(() => {
    tagAt(store, 'v1', 5, Date.UTC(2026, 2, 1))
    store.refs.setHead({ branch: 'main', position: 6 }, causeAt(0))
    store.refs.setHead({ branch: 'main', position: 2 }, causeAt(0))
  })

  test.each([
    ['v1@{0}', 5],
    ['v1@{1}', 3],
    ['tag:v1@{1}~1', 2],
    ['v1@{2026-02-15}', 3],
    ['v1@{2026-03-15}', 5],
    ['@{-1}', 6],
    ['@{-2}', 10],
    ['HEAD@{1}', 6],
    ['@{0}', 2],
  ])('%s is %i', (text, position) => {
    expect(positionOf(text)).toBe(position)
  })

  test('without a checkout HEAD has no past', () => {
    store = shop()

    expect(problem('@{-1}').message).toBe("unknown revision '@{-1}': no changes recorded")
  })

  test('a deleted tag still has its past', () => {
    store.refs.deleteTag('v1', causeAt(Date.UTC(2026, 3, 1)))

    expect(positionOf('v1@{1}')).toBe(5)
    expect(problem('v1')).toEqual({
      code: 'REVISION_UNKNOWN',
      message: "unknown revision 'v1'",
      hint: "it was a tag, and deleted: 'v1@{1}' is where it was",
    })
    expect(problem('tag:v1').hint).toBe(problem('v1').hint)
  })

  test.each([
    ['v1@{2}', "unknown revision 'v1@{2}': the tag did not exist then"],
    ['v1@{3}', "unknown revision 'v1@{3}': only 2 changes recorded"],
    ['v1@{2025-01-01}', "tag 'v1' did not exist at 2025-01-01T23:59:59.999Z"],
    ['@{-3}', "unknown revision '@{-3}': only 2 changes recorded"],
    ['main@{1}', "unknown revision 'main@{1}': a branch keeps no list of changes"],
  ])('%s is unknown', (text, message) => {
    expect(problem(text)).toMatchObject({ code: 'REVISION_UNKNOWN', message })
  })
})

describe('what is not there', () => {
  test.each([
    ['v1.2', "unknown revision 'v1.2'", "did you mean 'v1' or 'v1.2.0'?"],
    ['V1.2.0', "unknown revision 'V1.2.0'", "did you mean 'v1.2.0'?"],
    ['head', "unknown revision 'head'", "did you mean 'HEAD'?"],
    ['mian', "unknown revision 'mian'", "did you mean 'main'?"],
    ['nothing-like-it', "unknown revision 'nothing-like-it'", undefined],
    [
      'order-1',
      "unknown revision 'order-1'",
      "it is a stream: its last event is 'order-1@4', and 'es log -- order-1' lists them all",
    ],
    ['tag:v2', "unknown tag 'v2'", "did you mean 'v1'?"],
    ['branch:man', "unknown branch 'man'", "did you mean 'main'?"],
    ['order-1@9', "unknown revision 'order-1@9': stream 'order-1' has 4 events", "its last is 'order-1@4'"],
    ['order-9@1', "unknown revision 'order-9@1': there is no stream 'order-9'", undefined],
    ['oder-1@2', "unknown revision 'oder-1@2': there is no stream 'oder-1'", "did you mean 'order-1@2'?"],
    ['11', "unknown revision '11': it is beyond the tip", 'the last event is at 10'],
    [
      'HEAD~11',
      "unknown revision 'HEAD~11': it is beyond ROOT",
      "the farthest back is 'HEAD~10', which is ROOT",
    ],
    [
      'v1+8',
      "unknown revision 'v1+8': it is beyond the tip",
      "the farthest forward is 'v1+7', which is the tip",
    ],
    ['v1~1^^^', "unknown revision 'v1~1~1~1~1': it is beyond ROOT", "'v1~1~1~1' is ROOT"],
    ['ROOT^', "unknown revision 'ROOT~1': it is beyond ROOT", undefined],
    ['HEAD+1~2', "unknown revision 'HEAD+1': it is beyond the tip", "'HEAD' is the tip"],
    ['id:zzzz', "unknown revision 'id:zzzz'", 'the beginning of an id needs 8 characters or more'],
    ['id:zzzzzzzzz', "unknown revision 'id:zzzzzzzzz': no event has an id that begins so", undefined],
    [':/zebra', "unknown revision ':/zebra': no event holds that text", undefined],
  ])('%s', (text, message, hint) => {
    expect(problem(text)).toEqual({ code: 'REVISION_UNKNOWN', message, hint })
  })

  test('words that are no time, or a later one', () => {
    expect(problem('@{upstream}')).toMatchObject({
      code: 'TIME_INVALID',
      message: "'upstream' is not a time",
    })
    expect(problem('@{tomorrow}')).toMatchObject({
      code: 'TIME_INVALID',
      message: "'tomorrow' is in the future",
    })
  })
})

describe('what could be several things', () => {
  beforeEach(() => {
    tagAt(store, 'main', 3)
  })

  test('a name of a tag and a branch is an error in a script', () => {
    expect(problem('main')).toEqual({
      code: 'REVISION_AMBIGUOUS',
      message: "'main' is a tag and a branch",
      hint: "write 'tag:main' or 'branch:main'",
    })
    expect(positionOf('branch:main')).toBe(10)
  })

  test('and means the tag to a person, who is told', () => {
    const resolved = resolveRevision('main', { ...contextOf(store), script: false })

    expect(resolved).toMatchObject({
      position: 3,
      warnings: ["'main' is a tag and a branch, so it means the tag"],
    })
  })

  test('the beginning of several ids', () => {
    expect(problem('id:0190a000000a')).toMatchObject({
      code: 'REVISION_AMBIGUOUS',
      hint: 'the first two are those of 1 and 2: give more of the id',
    })
  })
})
