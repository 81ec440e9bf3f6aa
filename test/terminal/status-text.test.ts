import { describe, expect, test } from 'vitest'
import type { ModelStatus } from '../../src/projection/status.ts'
import { checkoutText, headText } from '../../src/terminal/checkout-text.ts'
import { statusJson, statusText } from '../../src/terminal/status-text.ts'
import { terminalOf } from '../../src/terminal/terminal.ts'
import type { HeadStatus } from '../../src/worktree/head-status.ts'
import { needsAttention, type StoreStatus } from '../../src/worktree/store-status.ts'
import type { LaidModelStatus } from '../../src/worktree/tree-status.ts'

const pipe = terminalOf({}, { colour: false, nowMs: 0 })
const screen = terminalOf({ isTTY: true, columns: 80 }, { colour: false, nowMs: 0 })

const head: HeadStatus = {
  branch: 'main',
  position: 5,
  detached: false,
  tipPosition: 5,
  eventMs: Date.UTC(2026, 0, 31),
  lastTag: undefined,
}

function model(name: string, state: ModelStatus['state'], failure?: ModelStatus['failure']): ModelStatus {
  const status = { name, file: `projections/${name}.ts`, state, position: 3, behind: 2 }
  return failure === undefined ? status : { ...status, failure }
}

function status(parts: Partial<StoreStatus>): StoreStatus {
  return { head, models: [], unclaimed: [], tree: undefined, ...parts }
}

describe('the status as text', () => {
  test('says of each read model how it stands', () => {
    const models = [
      model('a', 'fresh'),
      model('bb', 'behind'),
      model('c', 'stale'),
      model('d', 'rebuilding'),
      model('e', 'missing'),
      model('f', 'failed', { position: 4, message: "projection 'f' failed at event 4 'Paid': no total" }),
    ]

    expect([...statusText(status({ models }), pipe)].slice(2, -2)).toEqual([
      'read models',
      '  a   fresh',
      '  bb  behind by 2, at 3',
      '  c   stale: its code has changed, at 3',
      '  d   rebuilding, at 3',
      '  e   missing: not stored',
      "  f   failed at event 4 'Paid': no total",
    ])
  })

  test.each([
    [{ position: 5, complete: true }, 'work tree at 5'],
    [{ position: 3, complete: true }, 'work tree at 3, 2 behind HEAD'],
    [{ position: 9, complete: true }, 'work tree at 9, 4 ahead of HEAD'],
    [{ position: 3, complete: false }, "work tree at 3, interrupted: 'es checkout' goes on"],
  ])('says of a work tree %j what it is at', (tree, line) => {
    expect(
      [...statusText(status({ tree: { branch: 'main', models: [], edited: [], ...tree } }), pipe)].at(-1),
    ).toBe(line)
  })

  test('escapes what an error quotes from an event', () => {
    const models = [model('a', 'failed', { position: 4, message: 'bad \u001b[2J\u202e' })]

    expect([...statusText(status({ models }), screen)].join('\n')).not.toMatch(/[\u001b\u202e]/)
  })
})

test('the status as JSON has the same members, whatever there is', () => {
  const empty = statusJson(status({}))
  const full = statusJson(
    status({
      tree: {
        branch: 'main',
        position: 1,
        complete: true,
        models: [],
        edited: [{ path: 'a/b.json', model: 'a', key: 'b', change: 'edited' }],
      },
    }),
  )

  expect(Object.keys(empty)).toEqual(Object.keys(full))
  expect(empty).toMatchObject({ lastTag: null, workTree: null, projections: [] })
  expect(full).toMatchObject({ workTree: { edited: [{ path: 'state/a/b.json', change: 'edited' }] } })
})

test.each<[ModelStatus['state'], boolean, boolean]>([
  ['fresh', false, false],
  ['behind', false, true],
  ['missing', false, true],
  ['stale', true, true],
  ['failed', true, true],
])('a model that is %s needs a rebuild: %s, with --behind: %s', (state, plain, behind) => {
  const one = status({ models: [model('a', state)] })

  expect([needsAttention(one, { behind: false }), needsAttention(one, { behind: true })]).toEqual([
    plain,
    behind,
  ])
})

describe('read models in the work tree', () => {
  const laid = (position: number, code: LaidModelStatus['code']): Partial<StoreStatus> => ({
    tree: {
      branch: 'main',
      position: 5,
      complete: true,
      models: [{ name: 'a', position, code }],
      edited: [],
    },
  })

  test.each<[number, LaidModelStatus['code'], string[]]>([
    [5, 'current', []],
    [3, 'current', ["  a  at 3: where it was when it failed; 'es checkout' tries again"]],
    [5, 'other-code', ["  a  laid out by other code: 'es checkout' lays it out anew"]],
    [3, 'other-code', ["  a  at 3, laid out by other code: 'es checkout' lays it out anew"]],
    [5, 'gone', ["  a  its projection is gone: 'es checkout' removes its files"]],
  ])('at %i, code %s: %j', (position, code, lines) => {
    const one = status(laid(position, code))

    expect([...statusText(one, pipe)].slice(4)).toEqual(['work tree at 5', ...lines])
    expect(needsAttention(one, { behind: false })).toBe(lines.length > 0)
  })
})

test('what no projection has the name of is said, with how to remove it', () => {
  const unclaimed = [{ name: 'old', position: 4, snapshots: 2 }]

  expect([...statusText(status({ unclaimed }), pipe)][3]).toBe(
    "no projection for 'old', stored up to 4 with 2 snapshots: 'es rebuild-projection --drop old' removes it",
  )
})

test('HEAD is told with its place, its time and the last tag', () => {
  const lastTag = {
    name: 'v1',
    branch: 'main',
    position: 3,
    hash: '',
    taggedMs: 0,
    eventMs: 0,
    message: undefined,
    actor: undefined,
    models: [],
  }

  expect(headText({ ...head, lastTag }, pipe)).toBe(
    'on branch main at 5, 2026-01-31T00:00:00.000Z, 2 events after tag v1',
  )
  expect(headText({ ...head, position: 3, detached: true, lastTag }, pipe)).toBe(
    'HEAD detached at 3, 2026-01-31T00:00:00.000Z, 2 behind branch main, tag v1',
  )
  expect(headText({ ...head, position: 0, tipPosition: 0, eventMs: undefined }, pipe)).toBe(
    'on branch main at 0 (ROOT)',
  )
})

test('a checkout that touched nothing says only that', () => {
  const checkout = {
    branch: 'main',
    position: 5,
    detached: false,
    written: 0,
    removed: 0,
    unchanged: 7,
    failed: [],
  }

  expect(checkoutText(checkout, head, pipe).split('\n')[1]).toBe('state: 7 unchanged')
  expect(checkoutText({ ...checkout, removed: 1 }, head, pipe).split('\n')[1]).toBe(
    'state: 0 written, 1 removed, 7 unchanged',
  )
})
