// Does with a store what its mode says, again and again, whatever becomes of the store's files. A writer keeps it open, an
// opener opens it for each append, a reader follows it. Prints a line only when something was acknowledged or seen.
import { existsSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { EsError } from '../../src/errors.ts'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'

const [directory, mode, restMark] = process.argv.slice(2) as [string, 'writer' | 'opener' | 'reader', string]
/** What may be said of a store whose files are being replaced. Anything else is a fault. */
const expected = ['STORE_STALE', 'STORE_NOT_FOUND', 'STORE_BUSY', 'STORE_DAMAGED']

for (;;) {
  let store: Store | undefined
  try {
    store = Store.open(directory, { readOnly: mode === 'reader', ambient: systemAmbient, waitMs: 500 })
    do {
      if (mode === 'reader') look(store)
      else append(store)
      // A compaction needs a moment in which nobody has it open.
      await sleep(Math.random() * 4)
    } while (mode !== 'opener' && Math.random() < 0.95 && !existsSync(restMark))
  } catch (error) {
    if (!(error instanceof EsError && expected.includes(error.code))) {
      writeSync(1, `fault ${error}\n`)
      process.exit(1)
    }
    writeSync(1, `refused ${error.code} ${error.message.replaceAll('\n', ' ')}\n`)
  } finally {
    await store?.close()
  }
  do await sleep(Math.random() * 250)
  while (existsSync(restMark))
}

function append(store: Store): void {
  const { events } = store.log.append({ events: [{ stream: `s-${process.pid}`, type: 'T', json: '1' }] })
  writeSync(1, `acknowledged ${events[0]?.position} ${events[0]?.id}\n`)
}

function look(store: Store): void {
  store.refresh()
  const { position, hash } = store.log.tip
  const last = store.log.at(position)
  if (position > 0 && last?.hash !== hash) throw new Error(`the tip ${position} has two hashes`)
  writeSync(1, `saw ${position}\n`)
}
