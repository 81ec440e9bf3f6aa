// Has a store open, without reading or writing anything, until it is ended.
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'

const [directory = '', mode] = process.argv.slice(2)
Store.open(directory, { readOnly: mode === 'read-only', ambient: systemAmbient })
process.stdout.write('open\n')
setInterval(() => undefined, 60_000)
