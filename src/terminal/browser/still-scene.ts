import { changesBetween } from '../../browse/changes.ts'
import { EventList } from '../../browse/event-list.ts'
import { subjectAt } from '../../browse/subject.ts'
import { finished } from '../../browse/work.ts'
import type { Palette } from '../palette.ts'
import type { Scene } from './scene.ts'
import { initialState } from './state.ts'
import type { StoreView } from './store-view.ts'

/** What there is to see at a position, worked out to its end: for who looks once. */
export function stillScene(
  view: StoreView,
  position: number,
  { colours, rows, stretches }: { colours: Palette; rows: number; stretches: number },
): Scene {
  const wanted = { before: Math.floor(rows / 2), after: Math.floor(rows / 2) }
  const { positions } = new EventList(view.log, undefined).around(position, wanted)
  const choice = { pinned: undefined, projection: undefined, last: undefined }
  return {
    state: initialState(position),
    colours,
    branch: view.log.branch,
    tipPosition: view.tipPosition,
    head: view.head,
    described: view.described(position),
    tags: view.tags,
    rows: positions.flatMap((at) => view.log.at(at) ?? []),
    areRowsWhole: true,
    event: view.log.at(position),
    markMs: undefined,
    subject: subjectAt(view.reader, position, choice),
    changes: finished(changesBetween(view.reader, Math.max(0, position - 1), position)),
    density: view.density(stretches),
    models: view.models,
    work: undefined,
    list: undefined,
  }
}
