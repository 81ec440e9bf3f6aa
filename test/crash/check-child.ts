// Opens the stores that it is told about and says what is wrong with them. LMDB may end this process; that is an answer too.
import { readFileSync } from 'node:fs'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { examine } from './examine.ts'
import { randomEvents } from './operations.ts'
import { Random } from './random.ts'
import type { Acknowledged } from './recording.ts'
import type { Truth } from './truth.ts'

export interface CheckRequest {
  readonly directory: string
  /**
   * Look, append, look again, opening the store first so; or `hold`: open it read-only, look, and keep it open;
   * `release`: look again and close.
   */
  readonly task: 'read-write' | 'read-only' | 'hold' | 'release'
  readonly least: Acknowledged
  readonly seed: number
}

export interface CheckAnswer {
  readonly problem: string | undefined
}

const truth = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Truth
let held: Store | undefined

process.on('message', async (request: CheckRequest) => {
  process.send?.({ problem: await problemOf(request) } satisfies CheckAnswer)
})

async function problemOf(request: CheckRequest): Promise<string | undefined> {
  try {
    await check(request)
    return undefined
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return code === undefined ? message : `${code}: ${message}`
  } finally {
    if (request.task !== 'hold') await closeHeld()
  }
}

async function check({ directory, task, least, seed }: CheckRequest): Promise<void> {
  if (task === 'hold') {
    held = Store.open(directory, { readOnly: true, ambient: systemAmbient })
    return examine(held, truth, least, 0)
  }
  if (task === 'release') {
    held!.refresh()
    return examine(held!, truth, least, appended_events)
  }
  await withStore(directory, task === 'read-only', (store) => examine(store, truth, least, 0))
  await withStore(directory, false, (store) => {
    appendMore(store, new Random(seed))
  })
  await withStore(directory, true, (store) => examine(store, truth, least, appended_events))
}

/** Twelve commits: enough that pages freed before the cut are used again, and that the tail is folded. */
const batches = [1, 1, 2, 1, 30, 1, 1, 230, 1, 3, 1, 1]
const appended_events = batches.reduce((sum, size) => sum + size, 0)

function appendMore(store: Store, random: Random): void {
  for (const size of batches) store.log.append({ events: randomEvents(random, size) })
}

async function withStore(directory: string, readOnly: boolean, body: (store: Store) => void): Promise<void> {
  const store = Store.open(directory, { readOnly, ambient: systemAmbient })
  try {
    body(store)
  } finally {
    await store.close()
  }
}

async function closeHeld(): Promise<void> {
  await held?.close()
  held = undefined
}
