import { cellText, type Line, line } from './cells.ts'
import type { Scene } from './scene.ts'
import type { PromptKind } from './state.ts'

const hints = 'j k move  : go to  / search  f filter  Tab tab  p pin  ? help  q quit'

const questions: Readonly<Record<PromptKind, string>> = {
  revision: 'go to: ',
  search: 'search: ',
  filter: 'filter (type= stream= actor= since= until=): ',
  tag: 'name of the tag: ',
}

/** The last line: a question, what was said, what is worked on, or which keys there are. */
export function footLine({ state, colours, work }: Scene): Line {
  const { mode, message } = state
  if (mode.kind === 'prompt')
    return line({ text: questions[mode.asks], paint: colours.hint }, `${cellText(mode.text)}█`, {
      text: '  Enter: yes  Esc: no',
      paint: colours.faint,
    })
  if (mode.kind === 'confirm')
    return line({
      text: `es checkout as-of ${state.cursor}: moves HEAD and lays out the read models as files. Yes? (y/n)`,
      paint: colours.warning,
    })
  if (mode.kind === 'list')
    return line({ text: '↑ ↓ choose  Enter: take it  Esc: leave', paint: colours.faint })
  if (mode.kind === 'help') return line({ text: 'j k scroll  any other key: leave', paint: colours.faint })
  if (work !== undefined)
    return line({
      text: `${work.doing} ${Math.floor(work.share * 100)} %  Esc stops it`,
      paint: colours.hint,
    })
  if (message !== undefined)
    return line({
      text: cellText(message.text),
      paint: message.kind === 'failed' ? colours.error : colours.hint,
    })
  return line({ text: hints, paint: colours.faint })
}
