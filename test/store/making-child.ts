// Makes stores for ever, each in a new folder under the one it is given.
import { mkdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Store } from '../../src/store/store.ts'

const home = process.argv[2]!
for (let number = 0; ; number++) {
  const folder = join(home, String(number))
  mkdirSync(folder, { recursive: true })
  Store.init(folder)
  if (number === 0) writeSync(1, 'ready\n')
}
