import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyNames, type PressedKey } from '../../src/terminal/browser/keys.ts'
import { press } from '../../src/terminal/browser/press.ts'
import { type BrowserState, initialState } from '../../src/terminal/browser/state.ts'

const keys = [
  ...'jkJKgG:/nNf1234pW[]{}mdtcyFqo?xäab =',
  ...'up down left right pageup pagedown home end'.split(' '),
]
const others = ['tab', 'shift+tab', 'return', 'escape', 'backspace', 'ctrl+u', 'ctrl+w', 'ctrl+n']

/** The state after some keys, and all that they asked for. */
function pressed(names: readonly string[], from: BrowserState = initialState(5)) {
  const actions: unknown[] = []
  let state = from
  for (const name of names) {
    const next = press(state, name)
    state = next.state
    if (next.action !== undefined) actions.push(next.action)
  }
  return { state, actions }
}

test('Esc never quits, however often it is pressed', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...keys, ...others), { maxLength: 30 }), (typed) => {
      const { state } = pressed(typed)

      const { actions, state: after } = pressed(Array(5).fill('escape'), state)

      expect(actions).not.toContainEqual({ kind: 'quit' })
      expect(after.mode).toEqual({ kind: 'browse' })
    }),
  )
})

test('nothing is written unless it was asked and answered', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...keys, ...others), { maxLength: 30 }), (typed) => {
      let state = initialState(5)
      for (const name of typed) {
        const { mode } = state
        const next = press(state, name)
        const writes = next.action?.kind === 'tag' || next.action?.kind === 'checkout'
        if (writes)
          expect(
            (mode.kind === 'prompt' && mode.asks === 'tag' && name === 'return') ||
              (mode.kind === 'confirm' && name === 'y'),
          ).toBe(true)
        state = next.state
      }
    }),
  )
})

test('a tag is named, then made', () => {
  expect(pressed(['t', 'v', '1', 'x', 'backspace', 'return']).actions).toEqual([{ kind: 'tag', name: 'v1' }])
  expect(pressed(['t', 'return']).actions).toEqual([])
  expect(pressed(['t', 'v', 'escape']).actions).toEqual([])
})

test('a checkout is asked for', () => {
  expect(pressed(['c', 'y']).actions).toEqual([{ kind: 'checkout' }])
  expect(pressed(['c', 'n', 'c', 'return', 'c', 'escape']).actions).toEqual([])
})

test('d compares with a mark, and back', () => {
  expect(pressed(['d']).state).toMatchObject({ isFromMark: false, message: { kind: 'failed' } })
  expect(pressed(['m', 'd']).state).toMatchObject({ mark: 5, isFromMark: true, tab: 'diff' })
  expect(pressed(['m', 'd', 'd']).state).toMatchObject({ isFromMark: false, tab: 'diff' })
})

test('keys that are typed into a question mean themselves', () => {
  expect(pressed([':', 'q', 'j', '?']).state.mode).toEqual({ kind: 'prompt', asks: 'revision', text: 'qj?' })
  expect(pressed([':', 'v', '1', 'return']).actions).toEqual([{ kind: 'revision', text: 'v1' }])
})

test('an empty search repeats the last one', () => {
  const { state, actions } = pressed(['/', 'a', 'return', '/', 'return'])

  expect(state.search).toBe('a')
  expect(actions).toEqual([
    { kind: 'find', direction: 'after' },
    { kind: 'find', direction: 'after' },
  ])
})

test('the tabs go round', () => {
  expect(pressed(['tab', 'tab', 'tab', 'tab']).state.tab).toBe('state')
  expect(pressed(['shift+tab']).state.tab).toBe('meta')
  expect(pressed(['3']).state.tab).toBe('event')
})

const no_key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
} satisfies PressedKey

test('keys that come at once are as many keys', () => {
  expect(keyNames('jj:v1\r', no_key)).toEqual(['j', 'j', ':', 'v', '1', 'return'])
  expect(keyNames('\u0003', no_key)).toEqual(['ctrl+c'])
  expect(keyNames('', { ...no_key, escape: true })).toEqual(['escape'])
  expect(keyNames('c', { ...no_key, ctrl: true })).toEqual(['ctrl+c'])
  expect(keyNames('', { ...no_key, tab: true, shift: true })).toEqual(['shift+tab'])
})
