import { type Line, line, type Span } from './cells.ts'
import { diffTab } from './diff-tab.ts'
import { eventTab, metaTab } from './event-tab.ts'
import type { Scene } from './scene.ts'
import { type Tab, tabs } from './state.ts'
import { stateTab, subjectTitle, type TabText } from './state-tab.ts'

const titles: Readonly<Record<Tab, string>> = { state: 'State', diff: 'Diff', event: 'Event', meta: 'Meta' }

/** `[1 State] 2 Diff 3 Event 4 Meta` */
export function tabsHeading({ state, colours }: Scene): Line {
  const names = tabs.map((tab, index): Span => {
    const title = `${index + 1} ${titles[tab]}`
    return tab === state.tab
      ? { text: `[${title}]`, paint: colours.heading }
      : { text: ` ${title} `, paint: colours.faint }
  })
  return line(...names)
}

/** The line above what is shown, which is not scrolled; undefined when there is nothing to say. */
export function tabTitle(scene: Scene): Line | undefined {
  const { state, changes } = scene
  if (state.tab === 'state') return subjectTitle(scene)
  if (state.tab !== 'diff' || !state.isFromMark) return undefined
  return line(`from the mark: ${changes?.from ?? state.mark} to ${changes?.to ?? state.cursor}`)
}

/** All lines of the tab that is shown; which of them are visible is the frame's business. */
export function tabText(scene: Scene, columns: number): TabText {
  const { tab } = scene.state
  if (tab === 'state') return stateTab(scene, columns)
  const lines = tab === 'diff' ? diffTab(scene, columns) : tab === 'event' ? eventTab(scene) : metaTab(scene)
  return { lines, firstOfInterest: 0 }
}
