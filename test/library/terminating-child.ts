// Has workers open a store, append to it, and be terminated between two turns of their event loop, in every state that the
// library can be left in there. Prints for each how many events were acknowledged, and how many are in the store.
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type EventStore, openStore } from '../../src/index.ts'

const event = { type: 'Noted', data: 1 }
const states: Record<string, (store: EventStore) => unknown> = {
  idle: () => undefined,
  iterating: (store) => store.events().next(),
  following: (store) => store.follow({ after: store.tip.position }).next(),
  'with an append that waits for the next turn': (store) => {
    void store.appendAsync({ stream: 'a-1', events: [event] })
    // The turn in which it would be written does not come.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  },
}

async function terminate(folder: string, state: string): Promise<void> {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { folder, state } })
  const acknowledged = await new Promise((resolve) => worker.on('message', resolve))
  await sleep(20)
  await worker.terminate()
  const store = openStore(folder)
  const { position } = store.tip
  store.append({ stream: 'b-1', events: [event] })
  writeSync(1, `${JSON.stringify({ state, acknowledged, found: position, after: store.tip.position })}\n`)
  await store.close()
}

if (isMainThread) {
  for (const state of Object.keys(states)) await terminate(process.argv[2] as string, state)
} else {
  const { folder, state } = workerData as { folder: string; state: string }
  const store = openStore(folder, { create: true })
  for (let number = 0; number < 50; number++) store.append({ stream: 'a-1', events: [event] })
  for (let number = 0; number < 50; number++) await store.appendAsync({ stream: 'a-1', events: [event] })
  parentPort?.postMessage(store.tip.position)
  states[state]?.(store)
  setInterval(() => undefined, 1_000)
}
