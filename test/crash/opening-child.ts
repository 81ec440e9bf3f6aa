// Opens a store and closes it for ever, as fast as it goes. Prints a line each time.
import { writeSync } from 'node:fs'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'

const [directory, mode] = process.argv.slice(2) as [string, string]
for (;;) {
  const store = Store.open(directory, { readOnly: mode === 'read', ambient: systemAmbient })
  writeSync(1, `${store.log.tip.position}\n`)
  await store.close()
}
