// Appends with a disk that fails, and says what each append answered and what the log shows after it.

import { appendFileSync } from 'node:fs'
import type { ErrorCode } from '../../src/errors.ts'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { exit_status } from '../../src/terminal/exit-status.ts'

export interface Outcome {
  readonly acknowledged: boolean
  /** The position of the last event that this process sees afterwards; undefined when it can read no more. */
  readonly tip: number | undefined
  readonly code?: string
  readonly message?: string
  readonly exit?: number
}

/** How many events each append has. */
const batch_sizes = process.argv[3]!.split(',').map(Number)

process.on('message', async () => {
  const store = openStore(process.argv[2]!)
  if (store instanceof Store) {
    for (const [number, size] of batch_sizes.entries()) note(outcomeOf(store, number, size))
    await store.close()
  } else note(store)
  process.send?.({})
})

/** In a file, because this process may be ended by what it tries next. */
function note(outcome: Outcome): void {
  appendFileSync(process.argv[4]!, `${JSON.stringify(outcome)}\n`)
}

function openStore(directory: string): Store | Outcome {
  try {
    return Store.open(directory, { readOnly: false, ambient: systemAmbient })
  } catch (error) {
    return { acknowledged: false, tip: undefined, ...named(error) }
  }
}

function outcomeOf(store: Store, number: number, size: number): Outcome {
  const json = `"${'x'.repeat(size > 4000 ? 2000 : 50)}"`
  const event = (index: number) => ({
    stream: `s-${index % 5}`,
    type: `T${number}`,
    json,
    id: `${number}-${index}`,
  })
  try {
    store.log.append({ events: Array.from({ length: size }, (_, index) => event(index)) })
    return { acknowledged: true, tip: tipOf(store) }
  } catch (error) {
    return { acknowledged: false, tip: tipOf(store), ...named(error) }
  }
}

function tipOf(store: Store): number | undefined {
  try {
    store.refresh()
    return store.log.tip.position
  } catch (error) {
    if ((error as { code?: string }).code === 'DISK_FAILED') return undefined
    throw error
  }
}

function named(error: unknown): Pick<Outcome, 'code' | 'message' | 'exit'> {
  const { code, message } = error as { code?: string; message: string }
  return { code: String(code), message, exit: exit_status[code as ErrorCode] ?? 70 }
}
