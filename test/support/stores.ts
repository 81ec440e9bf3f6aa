import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Ambient } from '../../src/store/event.ts'
import { Store } from '../../src/store/store.ts'

/** A new folder that is removed when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'es-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
  return folder
}

/** A clock that moves on by a millisecond a look; ids and salts are counted. */
export function countingAmbient(startMs = Date.UTC(2026, 0, 1)): Ambient {
  let nowMs = startMs
  let ids = 0
  let salts = 0
  return {
    neverRepeats: true,
    newSalt: () => (salts++).toString(16).padStart(32, '0'),
    nowMs: () => nowMs++,
    newId: (timeMs) => {
      const time = timeMs.toString(16).padStart(12, '0')
      return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${(ids++).toString(16).padStart(12, '0')}`
    },
  }
}

/** A new, empty store, closed and removed when the test has finished. */
export function temporaryStore(ambient: Ambient = countingAmbient()): Store {
  const { directory } = Store.init(temporaryFolder())
  const store = Store.open(directory, { readOnly: false, ambient })
  onTestFinished(() => store.close())
  return store
}
