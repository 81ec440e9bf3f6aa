import type { Action } from './actions.ts'
import { type BrowserState, type Mode, type PromptKind, tabs } from './state.ts'

/** What a key makes of the state, and what it asks for besides. */
export interface Pressed {
  readonly state: BrowserState
  readonly action?: Action
}

const browsing: Mode = { kind: 'browse' }

/** The whole meaning of a key: a pure function. */
export function press(state: BrowserState, key: string): Pressed {
  if (key === 'ctrl+c') return { state, action: { kind: 'interrupt' } }
  if (key === 'ctrl+z') return { state, action: { kind: 'suspend' } }
  const { mode } = state
  switch (mode.kind) {
    case 'browse':
      return pressBrowsing({ ...state, message: undefined }, key)
    case 'help':
      return pressHelp(state, mode, key)
    case 'prompt':
      return pressPrompt(state, mode, key)
    case 'list':
      return pressList(state, mode, key)
    case 'confirm':
      return pressConfirm(state, key)
  }
}

const actions: Readonly<Record<string, Action>> = {
  j: { kind: 'move', by: 1 },
  down: { kind: 'move', by: 1 },
  k: { kind: 'move', by: -1 },
  up: { kind: 'move', by: -1 },
  J: { kind: 'scroll', by: 1 },
  K: { kind: 'scroll', by: -1 },
  g: { kind: 'end', of: 'first' },
  home: { kind: 'end', of: 'first' },
  G: { kind: 'end', of: 'last' },
  end: { kind: 'end', of: 'last' },
  pagedown: { kind: 'page', by: 1 },
  pageup: { kind: 'page', by: -1 },
  n: { kind: 'find', direction: 'after' },
  N: { kind: 'find', direction: 'before' },
  '{': { kind: 'to-tag', direction: 'before' },
  '}': { kind: 'to-tag', direction: 'after' },
  '[': { kind: 'to-change', direction: 'before' },
  ']': { kind: 'to-change', direction: 'after' },
  o: { kind: 'next-document' },
  p: { kind: 'pin' },
  F: { kind: 'follow' },
  y: { kind: 'copy' },
  q: { kind: 'quit' },
  escape: { kind: 'clear' },
}

const prompts: Readonly<Record<string, PromptKind>> = {
  ':': 'revision',
  '/': 'search',
  f: 'filter',
  t: 'tag',
}

function pressBrowsing(state: BrowserState, key: string): Pressed {
  const action = actions[key]
  if (action !== undefined) return { state, action }
  const asks = prompts[key]
  if (asks !== undefined) {
    const text = asks === 'filter' ? state.filter : ''
    return { state: { ...state, mode: { kind: 'prompt', asks, text } } }
  }
  switch (key) {
    case 'tab':
    case 'right':
      return { state: onTab(state, tabs.indexOf(state.tab) + 1) }
    case 'shift+tab':
    case 'left':
      return { state: onTab(state, tabs.indexOf(state.tab) - 1) }
    case '1':
    case '2':
    case '3':
    case '4':
      return { state: onTab(state, Number(key) - 1) }
    case 'm':
      return { state: { ...state, mark: state.cursor } }
    case 'd':
      return { state: fromMark(state) }
    case 'W':
      return openList(state, 'values')
    case 'c':
      return { state: { ...state, mode: { kind: 'confirm', asks: 'checkout' } } }
    case '?':
      return { state: { ...state, mode: { kind: 'help', scroll: 0 } } }
    default:
      return { state }
  }
}

function onTab(state: BrowserState, index: number): BrowserState {
  const tab = tabs[(index + tabs.length) % tabs.length] ?? 'state'
  return { ...state, tab, scroll: undefined }
}

/** The diff from the mark to the cursor; again: that of the event. */
function fromMark(state: BrowserState): BrowserState {
  if (state.mark === undefined)
    return { ...state, message: { kind: 'failed', text: 'no mark yet: m sets one, then d compares with it' } }
  const isFromMark = !(state.isFromMark && state.tab === 'diff')
  return { ...state, isFromMark, tab: 'diff', scroll: undefined }
}

/** Opens a list that what is typed narrows. */
export function openList(state: BrowserState, of: 'documents' | 'values'): Pressed {
  return {
    state: { ...state, mode: { kind: 'list', of, text: '', chosen: 0 } },
    action: { kind: 'open-list' },
  }
}

function pressHelp(state: BrowserState, { scroll }: Mode & { kind: 'help' }, key: string): Pressed {
  const scrolled = (by: number) => ({
    state: { ...state, mode: { kind: 'help', scroll: Math.max(0, scroll + by) } as const },
  })
  if (key === 'j' || key === 'J' || key === 'down') return scrolled(1)
  if (key === 'k' || key === 'K' || key === 'up') return scrolled(-1)
  if (key === 'pagedown' || key === ' ') return scrolled(8)
  if (key === 'pageup') return scrolled(-8)
  return { state: { ...state, mode: browsing } }
}

function pressPrompt(state: BrowserState, mode: Mode & { kind: 'prompt' }, key: string): Pressed {
  const left = { ...state, mode: browsing }
  if (key === 'escape') return { state: left }
  if (key === 'return') return submitted(left, mode)
  const text = edited(mode.text, key)
  return text === undefined ? { state: left } : { state: { ...state, mode: { ...mode, text } } }
}

function submitted(state: BrowserState, { asks, text }: Mode & { kind: 'prompt' }): Pressed {
  const typed = text.trim()
  switch (asks) {
    case 'filter':
      return { state, action: { kind: 'filter', text: typed } }
    case 'revision':
      return typed === '' ? { state } : { state, action: { kind: 'revision', text: typed } }
    case 'tag':
      return typed === '' ? { state } : { state, action: { kind: 'tag', name: typed } }
    case 'search': {
      const search = text === '' ? state.search : text
      return search === ''
        ? { state }
        : { state: { ...state, search }, action: { kind: 'find', direction: 'after' } }
    }
  }
}

function pressList(state: BrowserState, mode: Mode & { kind: 'list' }, key: string): Pressed {
  const left = { ...state, mode: browsing }
  const chosen = (by: number) => ({
    state: { ...state, mode: { ...mode, chosen: Math.max(0, mode.chosen + by) } },
  })
  if (key === 'escape') return { state: left }
  if (key === 'return') return { state, action: { kind: 'choose' } }
  if (key === 'down' || key === 'ctrl+n' || key === 'ctrl+j') return chosen(1)
  if (key === 'up' || key === 'ctrl+p' || key === 'ctrl+k') return chosen(-1)
  if (key === 'pagedown') return chosen(8)
  if (key === 'pageup') return chosen(-8)
  const text = edited(mode.text, key)
  return text === undefined ? { state: left } : { state: { ...state, mode: { ...mode, text, chosen: 0 } } }
}

function pressConfirm(state: BrowserState, key: string): Pressed {
  const left = { ...state, mode: browsing }
  return key === 'y' || key === 'Y' ? { state: left, action: { kind: 'checkout' } } : { state: left }
}

/** A line of text after a key; undefined when the last of it was taken back once more. */
function edited(text: string, key: string): string | undefined {
  if (key === 'backspace') return text === '' ? undefined : Array.from(text).slice(0, -1).join('')
  if (key === 'ctrl+u') return ''
  if (key === 'ctrl+w') return text.replace(/\S*\s*$/, '')
  return Array.from(key).length === 1 ? text + key : text
}
