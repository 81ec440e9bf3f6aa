import { cellText, type Line, line } from './cells.ts'
import type { ListScene, Scene } from './scene.ts'

/** What is typed, and below it what fits; the chosen one has a `>` before it. */
export function listPane({ state, colours }: Scene, list: ListScene, rows: number): Line[] {
  const { mode } = state
  const typed = mode.kind === 'list' ? mode.text : ''
  const first = Math.max(0, Math.min(list.chosen - Math.floor(rows / 2), list.names.length - (rows - 1)))
  const shown = list.names.slice(first, first + rows - 1)
  const none = list.isComplete ? 'nothing fits' : 'looking …'
  return [
    line({ text: 'which: ', paint: colours.hint }, `${cellText(typed)}█`),
    ...(shown.length === 0 ? [line({ text: `  ${none}`, paint: colours.faint })] : []),
    ...shown.map((name, index) => ({
      spans: [{ text: `${first + index === list.chosen ? '> ' : '  '}${cellText(name)}` }],
      paint: first + index === list.chosen ? colours.chosen : undefined,
    })),
  ]
}
