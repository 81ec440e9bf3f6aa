import type { BlameLine } from '../analysis/blame.ts'
import { isoTime } from '../store/iso-time.ts'
import { alignedLines } from './aligned.ts'
import { eventPlace } from './event-text.ts'
import { type JsonFields, rawJson } from './json.ts'
import { relativeTime } from './relative-time.ts'
import type { Terminal } from './terminal.ts'

/** A line a value: the event that set it, its path and what it is. On a terminal long values are cut. */
export function blameText(lines: Iterable<BlameLine>, terminal: Terminal): string[] {
  const { colours, safeLine, isTerminal, nowMs } = terminal
  const rows = Array.from(lines, ({ path, value, event, actor }) => [
    colours.position(event.position),
    eventPlace(event, terminal),
    colours.type(safeLine(event.type)),
    colours.time(isTerminal ? relativeTime(event.timeMs, nowMs) : isoTime(event.timeMs)),
    actor === undefined ? '-' : safeLine(actor),
    safeLine(pathText(path)),
    cut(
      safeLine(JSON.stringify(value)),
      isTerminal ? Math.max(24, terminal.columns - 60) : Number.POSITIVE_INFINITY,
    ),
  ])
  return alignedLines(rows, ['right', 'left', 'left', 'left', 'left', 'left', 'left'])
}

/** `lines/0/price`, as it can be put after a document; a dot for the whole of it. */
function pathText(path: readonly string[]): string {
  return path.length === 0 ? '.' : path.join('/')
}

function cut(text: string, columns: number): string {
  return text.length > columns ? `${text.slice(0, columns - 1)}…` : text
}

export function* blameFields(lines: Iterable<BlameLine>): IterableIterator<JsonFields> {
  for (const { path, value, event, actor } of lines) {
    const { position, stream, version, type, time } = event
    const set = { position, stream, version, type, time, actor: actor ?? null }
    yield { path, value: rawJson(JSON.stringify(value)), ...set }
  }
}
