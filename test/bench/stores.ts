import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemAmbient } from '../../src/store/ambient.ts'
import type { NewEvent } from '../../src/store/event.ts'
import { Store } from '../../src/store/store.ts'
import { timeReader } from '../../src/transfer/import-time.ts'
import { readEventLine } from '../../src/transfer/json-line.ts'

const folders: string[] = []

export function benchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'es-bench-'))
  folders.push(folder)
  return folder
}

export function removeBenchFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export function benchStore(): Store {
  const { directory } = Store.init(benchFolder())
  return Store.open(directory, { readOnly: false, ambient: systemAmbient })
}

const readTime = timeReader(undefined)

/** Appends JSON lines in batches, each flushed. */
export function appendLines(store: Store, lines: readonly string[], batchEvents = 5_000): void {
  for (let from = 0; from < lines.length; from += batchEvents) {
    const events: NewEvent[] = []
    for (const line of lines.slice(from, from + batchEvents)) {
      const read = readEventLine(line, 0, line.length, readTime)
      if (read !== undefined) events.push(read.event)
    }
    store.log.append({ events })
  }
}
