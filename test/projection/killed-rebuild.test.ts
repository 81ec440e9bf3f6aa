// Goal: a rebuild that is killed leaves the old read model or the new one, never a mixture, and goes on when it is run
// again. Method: kill real ones, half at random moments and half a random while after another process has seen them at
// work; after each, every stored document is compared with a fold from ROOT.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Catalog } from '../../src/projection/catalog.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { rebuild } from '../../src/projection/rebuild.ts'
import { readModelStatus } from '../../src/projection/status.ts'
import { verify } from '../../src/projection/verify.ts'
import { Store } from '../../src/store/store.ts'
import { drained, writeFiles } from '../support/projections.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')
const kills = 8
const events = 40_000

const code = `export default { key: ({ data }) => data.keys, init: () => ({ n: 0 }), on: {
  Counted: (s, { data, position }) => { s.n += data.by; s.last = position } } }`

const dataOf = (position: number) => ({
  by: position % 17,
  keys: [`k${position % 3001}`, `k${(position * 7) % 997}`],
})

/** The documents at a position, by a loop. */
function oracle(at: number): Map<string, string> {
  const documents = new Map<string, { n: number; last: number }>()
  for (let position = 1; position <= at; position++) {
    const { by, keys } = dataOf(position)
    for (const key of new Set(keys))
      documents.set(key, { n: (documents.get(key)?.n ?? 0) + by, last: position })
  }
  return new Map(Array.from(documents, ([key, value]) => [key, JSON.stringify(value)]))
}

/** Returns a while after a rebuild by another process is seen in the store, or when that process has ended. */
async function atWork(child: ChildProcess, directory: string): Promise<void> {
  const store = Store.open(directory, { readOnly: true, ambient: countingAmbient() })
  while (child.exitCode === null && readModelStatus(store)[0]?.state !== 'rebuilding') {
    await sleep(2)
    store.refresh()
  }
  await store.close()
}

test('a killed rebuild leaves a whole read model, and is gone on with', async () => {
  const root = temporaryFolder()
  const { directory } = Store.init(root)
  const open = () => Store.open(directory, { readOnly: false, ambient: countingAmbient() })
  const catalogOf = (store: Store) => new Catalog(store, new ProjectionFolder(root))
  const filled = open()
  for (let from = 1; from <= events; from += 5000)
    filled.log.append({
      events: Array.from({ length: 5000 }, (_, index) => ({
        stream: 's',
        type: 'Counted',
        data: dataOf(from + index),
      })),
    })
  writeFiles(root, { 'projections/p.ts': code })
  drained(rebuild(filled, catalogOf(filled)))
  await filled.close()

  let interrupted = 0
  for (let kill = 0; kill < kills; kill++) {
    const child = spawn(process.execPath, [bin, 'rebuild', '--quiet', '--force'], {
      cwd: root,
      stdio: 'ignore',
    })
    const ended = once(child, 'exit')
    if (kill % 2 === 0) await sleep(150 + ((kill * 7919) % 1000))
    else await atWork(child, directory)
    child.kill('SIGKILL')
    await ended
    const store = open()
    if (readModelStatus(store)[0]?.state === 'rebuilding') interrupted++
    const reader = new ReadModels(store, new ProjectionFolder(root))
    const at = 1 + ((kill * 104_729) % events)
    const documents = Array.from(reader.documents('p', at), ({ key, json }) => [key, json] as const)
    expect(new Map(documents)).toEqual(oracle(at))
    expect(reader.folded.size).toBe(0)
    await store.close()
  }

  const store = open()
  drained(rebuild(store, catalogOf(store)))
  expect(drained(verify(store, catalogOf(store), [{ name: 'p' }]))).toMatchObject([
    { isStored: true, drifted: 0 },
  ])
  expect(interrupted).toBeGreaterThan(0)
  await store.close()
}, 120_000)
