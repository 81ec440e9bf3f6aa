import { escapeJson, escapeLine, escapeText } from './escape.ts'
import { type Palette, palette } from './palette.ts'

/** Where a text will be read, as far as the text must know it. */
export interface Terminal {
  /** False in a pipe: full lines, absolute times, exact text. */
  readonly isTerminal: boolean
  readonly columns: number
  readonly colours: Palette
  /** The clock for relative times, epoch ms. */
  readonly nowMs: number
  /** Text from events, control characters escaped on a terminal, exact in a pipe. May keep its line feeds. */
  readonly safe: (text: string) => string
  /** The same for text that belongs on one line. */
  readonly safeLine: (text: string) => string
  /** The same for JSON texts, which stay JSON and equal when parsed. */
  readonly safeJson: (text: string) => string
}

export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  given: { colour: boolean; nowMs: number },
): Terminal {
  const isTerminal = stream.isTTY === true
  return {
    isTerminal,
    columns: columnsOf(stream),
    colours: palette(given.colour),
    nowMs: given.nowMs,
    safe: isTerminal ? escapeText : exact,
    safeLine: isTerminal ? escapeLine : exact,
    safeJson: isTerminal ? escapeJson : exact,
  }
}

function exact(text: string): string {
  return text
}

function columnsOf(stream: { readonly columns?: number }): number {
  const asked = Number(process.env.COLUMNS)
  return Number.isInteger(asked) && asked > 0 ? asked : (stream.columns ?? 80)
}
