// Goal: prunes, some of them killed, beside a process that appends, catches up and takes snapshots change no answer.
// Method: this process does the one, real commands the other; then every document at random positions against a loop.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { takeSnapshots } from '../../src/projection/snapshot.ts'
import { verify } from '../../src/projection/verify.ts'
import type { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')
const rounds = 16
const round_events = 1500

const code = `export default { key: ({ data }) => data.key, init: () => ({ n: 0 }), on: {
  Counted: (s, { position }) => { s.n++; s.last = position } } }`

const keyOf = (position: number) => `k${(position * 7919) % 311}`

function oracle(at: number): Map<string, string> {
  const documents = new Map<string, { n: number; last: number }>()
  for (let position = 1; position <= at; position++)
    documents.set(keyOf(position), { n: (documents.get(keyOf(position))?.n ?? 0) + 1, last: position })
  return new Map(Array.from(documents, ([key, value]) => [key, JSON.stringify(value)]))
}

async function pruned(root: string, killAfterMs: number | undefined): Promise<void> {
  const child = spawn(process.execPath, [bin, 'snapshot', 'prune', '--keep-last', '1'], {
    cwd: root,
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  if (killAfterMs !== undefined) {
    await sleep(killAfterMs)
    child.kill('SIGKILL')
  }
  await ended
}

/** Appends, catches up, and takes a snapshot of the past, unless a prune comes in between. */
function work(store: Store, round: number): void {
  const catalog = new Catalog(store, new ProjectionFolder(store.root))
  const first = store.log.tip.position + 1
  const positions = Array.from({ length: round_events }, (_, index) => first + index)
  store.log.append({
    events: positions.map((position) => ({ stream: 's', type: 'Counted', data: { key: keyOf(position) } })),
  })
  try {
    drained(rebuild(store, catalog))
    drained(takeSnapshots(store, catalog, { at: 1 + ((round * 104_729) % store.log.tip.position) }))
  } catch (error) {
    expect(error).toMatchObject({ code: 'STORE_BUSY' })
  }
}

test('prunes beside a writer change no answer', async () => {
  const store = temporaryStore()
  writeFiles(store.root, { 'projections/p.ts': code })
  let isDone = false
  let prunes = 0
  const pruning = (async () => {
    while (!isDone) await pruned(store.root, ++prunes % 3 === 0 ? 200 + ((prunes * 37) % 200) : undefined)
  })()
  for (let round = 0; round < rounds; round++) {
    work(store, round)
    await sleep(100)
  }
  isDone = true
  await pruning
  await pruned(store.root, undefined)

  store.refresh()
  const catalog = new Catalog(store, new ProjectionFolder(store.root))
  drained(rebuild(store, catalog))
  const reader = new ReadModels(store, new ProjectionFolder(store.root))
  for (let look = 1; look <= 12; look++) {
    const at = 1 + ((look * 7_368_787) % (rounds * round_events))
    const found = new Map(Array.from(reader.documents('p', at), ({ key, json }) => [key, json] as const))
    expect(found).toEqual(oracle(at))
  }
  expect(reader.folded.size).toBe(0)
  expect(drained(verify(store, catalog, [{ name: 'p' }]))).toMatchObject([{ drifted: 0, documents: 311 }])
  expect(prunes).toBeGreaterThan(3)
}, 120_000)
