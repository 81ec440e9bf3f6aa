// Appends batches for ever, and prints a batch's last position and hash only after its append has returned.
import { writeSync } from 'node:fs'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { Random } from './random.ts'

const [directory, seed] = process.argv.slice(2) as [string, string]
const random = new Random(Number(seed))
const store = Store.open(directory, { readOnly: false, ambient: systemAmbient })
writeSync(1, 'ready\n')
for (let batch = 0; ; batch++) {
  const size = random.weighted([
    [6, 1],
    [3, 2 + random.below(30)],
    [1, 260],
  ])
  const event = (index: number) => ({
    stream: `s-${random.below(20)}`,
    type: 'T',
    json: `{"batch":"${seed}-${batch}","index":${index},"size":${size}}`,
  })
  const { events } = store.log.append({ events: Array.from({ length: size }, (_, index) => event(index)) })
  const last = events.at(-1)!
  writeSync(1, `${last.position} ${last.hash}\n`)
}
