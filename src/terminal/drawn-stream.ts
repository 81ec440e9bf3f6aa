import { fstatSync, statSync } from 'node:fs'
import { devNull } from 'node:os'

/** What of stdout or stderr decides how it is drawn. */
export interface DrawnStream {
  readonly isTTY: boolean
  readonly columns?: number | undefined
}

/**
 * Looks at a standard stream. Node's own object for it is only made when it is a terminal: to make one for a pipe takes
 * longer than to read an event.
 */
export function drawnStream(descriptor: 1 | 2): DrawnStream {
  if (!mayBeTerminal(descriptor)) return { isTTY: false }
  const stream = descriptor === 1 ? process.stdout : process.stderr
  // One that does not know its size, as CI and `script` make them. ink looks at the stream itself.
  if (stream.columns === 0) Object.assign(stream, { columns: 80, rows: 24 })
  return { isTTY: stream.isTTY === true, columns: stream.columns }
}

function mayBeTerminal(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor)
    return stats.isCharacterDevice() && stats.rdev !== statSync(devNull).rdev
  } catch {
    // It is closed.
    return false
  }
}
