import { type Line, line } from './cells.ts'
import type { Scene } from './scene.ts'
import type { Tab } from './state.ts'

type Keys = readonly (readonly [key: string, meaning: string])[]

const of_tab: Readonly<Record<Tab, { readonly says: string; readonly keys: Keys }>> = {
  state: {
    says: 'State: the document that the event touches, as of the event. * stands before what the event changed.',
    keys: [
      ['o', 'the next document that this event touches'],
      ['p', 'pin a document: it stays whatever the event; again: let it go'],
      ['W', 'watch a value of the document (w stands before it)'],
      ['[ ]', 'to the event before, after, that changed the watched value'],
    ],
  },
  diff: {
    says: 'Diff: what the event changed in all read models.',
    keys: [
      ['m', 'mark the cursor'],
      ['d', 'the diff from the mark to the cursor; again: of the event'],
    ],
  },
  event: { says: 'Event: what the event says.', keys: [] },
  meta: { says: 'Meta: what is known about the event: ids, actor, hash.', keys: [] },
}

const everywhere: Keys = [
  ['j k ↓ ↑', 'the next, the previous event'],
  ['PgDn PgUp', 'a screen of events further, back'],
  ['g G', 'the first, the last event'],
  ['J K', 'scroll the tab'],
  [':', 'go to a revision: 48211, v1, order-42@7, 2026-01-31, v1~3'],
  ['/ n N', 'search type, stream, message and data; the next, the previous match'],
  ['f', 'filter: type=OrderPaid stream=order-* actor=ann since=2026-01-31 until=yesterday'],
  ['Esc', 'stops what is going on; else clears diff, filter, watch, pin, in this order'],
  ['Tab 1 2 3 4', 'the next tab; State, Diff, Event, Meta'],
  ['{ }', 'the tag before, after'],
  ['t', 'tag here (asks for the name)'],
  ['c', 'check out here (asks)'],
  ['y', 'copy the revision (OSC 52)'],
  ['F', 'follow the tip live'],
  ['q', 'quit'],
]

/** The keys of the tab that is shown, then those that are the same everywhere. */
export function helpPane({ state, colours }: Scene): Line[] {
  const { says, keys } = of_tab[state.tab]
  const elsewhere = Object.entries(of_tab).flatMap(([tab, { keys }]) => (tab === state.tab ? [] : keys))
  const row = ([key, meaning]: Keys[number]) =>
    line({ text: key.padEnd(13), paint: colours.heading }, meaning)
  return [
    line({ text: says, paint: colours.hint }),
    ...keys.map(row),
    line(''),
    ...everywhere.map(row),
    ...elsewhere.map(row),
  ]
}
