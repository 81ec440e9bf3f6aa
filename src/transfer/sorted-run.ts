import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import type { ImportRow } from './import-row.ts'

export type SortedRun = Iterator<ImportRow, unknown, undefined>

const buffer_bytes = 256 * 1024

/** Writes rows to a new file, one JSON array a line. */
export function writeRun(path: string, rows: readonly ImportRow[]): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    let text = ''
    for (const row of rows) {
      text += rowText(row)
      if (text.length < buffer_bytes) continue
      writeAll(file, text)
      text = ''
    }
    writeAll(file, text)
  } finally {
    closeSync(file)
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
}

/** Reads a run back, holding one line and one buffer. Closes the file at its end, or when it is returned from. */
export function* readRun(path: string): Generator<ImportRow> {
  const file = openSync(path, 'r')
  try {
    let rest: Buffer[] = []
    for (;;) {
      const buffer = Buffer.allocUnsafe(buffer_bytes)
      const size = readSync(file, buffer)
      if (size === 0) return
      const bytes = buffer.subarray(0, size)
      const cut = bytes.lastIndexOf(0x0a) + 1
      if (cut === 0) {
        rest.push(bytes)
        continue
      }
      for (const line of Buffer.concat([...rest, bytes.subarray(0, cut - 1)])
        .toString('utf8')
        .split('\n'))
        yield rowOf(line)
      rest = [bytes.subarray(cut)]
    }
  } finally {
    closeSync(file)
  }
}

type Cells = [
  number,
  number,
  number,
  string,
  string,
  string,
  string,
  string | null,
  string | null,
  number | null,
  string,
]

function rowText({ event, time, line, nextLine, end }: ImportRow): string {
  const { stream, type, json = 'null', metaJson = '{}', id = null, salt = null, timeMs = null } = event
  const cells: Cells = [
    line,
    nextLine,
    end,
    stream,
    type,
    json,
    metaJson,
    id,
    salt,
    timeMs,
    time?.finer ?? '',
  ]
  return `${JSON.stringify(cells)}\n`
}

function rowOf(text: string): ImportRow {
  const [line, nextLine, end, stream, type, json, metaJson, id, salt, timeMs, finer] = JSON.parse(
    text,
  ) as Cells
  const event = {
    stream,
    type,
    json,
    metaJson,
    id: id ?? undefined,
    timeMs: timeMs ?? undefined,
    salt: salt ?? undefined,
  }
  return { event, time: timeMs === null ? undefined : { ms: timeMs, finer }, line, nextLine, end }
}
