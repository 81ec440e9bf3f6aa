import { documentNames } from '../../browse/document-names.ts'
import { type DocumentPlace, isSamePlace } from '../../browse/touched.ts'
import type { Desk } from './desk.ts'
import { openList } from './press.ts'
import type { ListScene } from './scene.ts'

/** Shows the next of the documents that the event touches. */
export function showNextDocument(desk: Desk): void {
  const subject = desk.sight.subject(desk.state)
  if (subject === undefined || subject.touched.places.length === 0) {
    desk.say('failed', 'this event touches no document')
    return
  }
  const { places } = subject.touched
  const here = places.findIndex((place) => isSamePlace(place, subject.document?.place))
  const next = places[(here + 1) % places.length] as DocumentPlace
  desk.sight.prefer(next)
  desk.show({ projection: next.projection, pinned: undefined, scroll: undefined })
}

/** Lets go of the document that is pinned, or asks for one. */
export function pinDocument(desk: Desk): void {
  if (desk.state.pinned !== undefined) {
    desk.show({ pinned: undefined, scroll: undefined })
    return
  }
  desk.show(openList(desk.state, 'documents').state)
  fillList(desk)
}

/** Fills the list that a key has opened. */
export function fillList(desk: Desk): void {
  const { mode } = desk.state
  if (mode.kind !== 'list') return
  if (mode.of === 'values') {
    desk.choices.begin(valueNames(desk))
    return
  }
  const place = desk.sight.subject(desk.state)?.document?.place
  desk.choices.begin(place === undefined ? [] : [`${place.projection}/${place.key}`])
  const work = documentNames(desk.view.reader, desk.view.tipPosition, (names) => desk.choices.add(names))
  desk.lanes.start('names', 'listing documents', work, () => undefined)
}

/** The paths of the values of the document that is shown, each as a JSON Pointer's tokens with slashes. */
function valueNames(desk: Desk): string[] {
  const document = desk.sight.subject(desk.state)?.document
  if (document === undefined || document.lines.length === 0) {
    desk.show({ mode: { kind: 'browse' } })
    desk.say('failed', 'no document is shown whose values could be watched')
    return []
  }
  return document.lines.flatMap(({ path }) =>
    path === undefined || path.length === 0 ? [] : [path.join('/')],
  )
}

/** The list as it is narrowed; undefined when none is open. */
export function openedList({ state: { mode }, choices, lanes }: Desk): ListScene | undefined {
  if (mode.kind !== 'list') return undefined
  const names = choices.fitting(mode.text)
  const chosen = Math.min(mode.chosen, Math.max(0, names.length - 1))
  return { names, chosen, isComplete: !lanes.isBusy('names') }
}

/** Takes what the list stands on, and closes it. */
export function chooseListed(desk: Desk): void {
  const { mode } = desk.state
  const list = openedList(desk)
  desk.show({ mode: { kind: 'browse' } })
  desk.lanes.stop('names')
  const name = list?.names[list.chosen]
  if (mode.kind !== 'list' || name === undefined) return
  if (mode.of === 'documents') {
    const slash = name.indexOf('/')
    const pinned = { projection: name.slice(0, slash), key: name.slice(slash + 1) }
    desk.show({ pinned, tab: 'state', scroll: undefined })
  } else watchValue(desk, name)
  desk.choices.begin([])
}

function watchValue(desk: Desk, name: string): void {
  const document = desk.sight.subject(desk.state)?.document
  const path = document?.lines.find((line) => line.path?.join('/') === name)?.path
  if (document === undefined || path === undefined) return
  desk.show({ watched: { ...document.place, path }, tab: 'state' })
  desk.say(
    'said',
    `watching ${document.place.projection}/${document.place.key}/${name}: [ and ] go to its changes`,
  )
}
