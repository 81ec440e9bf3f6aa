import type { Action } from './actions.ts'
import { chooseListed, fillList, pinDocument, showNextDocument } from './choose-document.ts'
import { clearOne } from './clear.ts'
import type { Desk } from './desk.ts'
import { visibleText } from './frame.ts'
import { layoutOf } from './layout.ts'
import { followTip, moveBy, moveToEnd, moveToRevision, moveToTag } from './move-cursor.ts'
import { poll } from './poll.ts'
import { sceneOf } from './scene-of.ts'
import { filterEvents, searchChange, searchOn } from './search-events.ts'
import { tabText } from './tab-pane.ts'

/** Does what a key asked for. */
export function act(desk: Desk, action: Action): void {
  const does = acts[action.kind] as (desk: Desk, action: Action) => void
  does(desk, action)
}

type Act<Kind> = (desk: Desk, action: Action & { readonly kind: Kind }) => void

const acts: { readonly [Kind in Action['kind']]: Act<Kind> } = {
  move: (desk, { by }) => moveBy(desk, by),
  page: (desk, { by }) => moveBy(desk, by * Math.max(1, layoutOf(desk.size).listRows - 1)),
  end: (desk, { of }) => moveToEnd(desk, of),
  scroll: (desk, { by }) => scroll(desk, by),
  revision: (desk, { text }) => moveToRevision(desk, text),
  filter: (desk, { text }) => filterEvents(desk, text),
  find: (desk, { direction }) => searchOn(desk, direction),
  'to-tag': (desk, { direction }) => moveToTag(desk, direction),
  'to-change': (desk, { direction }) => searchChange(desk, direction),
  'next-document': showNextDocument,
  pin: pinDocument,
  'open-list': fillList,
  choose: chooseListed,
  clear: clearOne,
  follow: followTip,
  copy,
  tag: (desk, { name }) => runCommand(desk, ['tag', name, String(desk.state.cursor)]),
  checkout: (desk) => runCommand(desk, ['checkout', 'as-of', String(desk.state.cursor)]),
  suspend: ({ outside }) => outside.suspend(),
  quit: ({ outside }) => outside.leave('quit'),
  print: ({ outside }) => outside.leave('print'),
  interrupt: ({ outside }) => outside.leave('interrupt'),
}

function scroll(desk: Desk, by: number): void {
  const scene = sceneOf(desk)
  const layout = layoutOf(desk.size)
  const { first, last } = visibleText(scene, tabText(scene, layout.tabColumns), layout)
  desk.show({ scroll: Math.max(0, Math.min(last, first + by)) })
}

function copy(desk: Desk): void {
  const { cursor } = desk.state
  desk.outside.copy(String(cursor))
  desk.say('said', `copied ${cursor}`)
}

function runCommand(desk: Desk, words: readonly string[]): void {
  desk.say('said', `es ${words.join(' ')} …`)
  desk.outside.run(words).then(
    ({ isDone, said }) => {
      poll(desk)
      desk.say(isDone ? 'said' : 'failed', said.trim().split('\n', 1)[0] ?? '')
    },
    (error) => desk.outside.fail(error),
  )
}
