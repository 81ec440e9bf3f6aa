import { openedList } from './choose-document.ts'
import type { Desk } from './desk.ts'
import { layoutOf } from './layout.ts'
import type { Scene } from './scene.ts'
import { stretchColumns } from './timeline-pane.ts'

/** What there is to show. What takes long is begun, and left out until it is there. */
export function sceneOf(desk: Desk): Scene {
  const { view, state, size } = desk
  const { positions, isWhole } = rowsAround(desk, layoutOf(size).listRows)
  const rows = positions.flatMap((position) => view.log.at(position) ?? [])
  const event = rows.find(({ position }) => position === state.cursor) ?? view.log.at(state.cursor)
  const subject = desk.sight.subject(state)
  return {
    state,
    colours: desk.colours,
    branch: view.log.branch,
    tipPosition: view.tipPosition,
    head: view.head,
    described: view.described(state.cursor),
    tags: view.tags,
    rows,
    areRowsWhole: isWhole,
    event,
    markMs: state.mark === undefined ? undefined : view.log.at(state.mark)?.timeMs,
    subject,
    changes: state.tab === 'diff' ? desk.sight.changes(state) : undefined,
    density: view.density(stretchColumns(size.columns)),
    models: view.models,
    work: desk.lanes.progress,
    list: openedList(desk),
  }
}

function rowsAround({ state: { cursor }, list, lanes }: Desk, rows: number) {
  const wanted = { before: rows, after: rows }
  const listed = list.around(cursor, wanted)
  if (listed.isWhole || lanes.isBusy('list')) return listed
  lanes.start('list', 'filtering', list.load(cursor, wanted), () => undefined)
  return list.around(cursor, wanted)
}
