// Opens a store and appends one event to it. Prints what became of it: the event's position and id, or the error's code.
import { writeSync } from 'node:fs'
import { EsError } from '../../src/errors.ts'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'

const directory = process.argv[2] as string

try {
  const store = Store.open(directory, { readOnly: false, ambient: systemAmbient })
  const [event] = store.log.append({ events: [{ stream: 's', type: 'Stalled', json: '1' }] }).events
  writeSync(1, `${event?.position} ${event?.id}\n`)
  void store.close()
} catch (error) {
  if (!(error instanceof EsError)) throw error
  writeSync(1, `${error.code}\n`)
}
