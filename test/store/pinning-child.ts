// Reads, and stays in the middle of it: LMDB keeps every page of what it sees.
import { writeSync } from 'node:fs'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'

const store = Store.open(process.argv[2]!, { readOnly: true, ambient: systemAmbient })

process.on('message', () => {
  const { position } = store.log.tip
  writeSync(2, 'pinned\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  process.send?.({ position })
})
