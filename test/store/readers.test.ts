// Goal: no reader blows the file up, living or dead. Method: measure the file beside a follower, and after a reader
// was killed in the middle of reading.
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { buildPrograms, Child, removeFolder, scratchFolder } from '../crash/children.ts'

const page_bytes = 4096
const appends = process.env.ES_CRASH === 'long' ? 100_000 : 3000

describe('the file', { timeout: 300_000 }, () => {
  const folder = scratchFolder()
  let programs: { following: string; pinning: string }
  let stores = 0

  beforeAll(() => {
    const following = new URL('./following-child.ts', import.meta.url)
    programs = buildPrograms(folder, { following, pinning: new URL('./pinning-child.ts', import.meta.url) })
  })
  afterAll(() => removeFolder(folder))

  function newStore(): Store {
    const home = join(folder, `store-${stores++}`)
    mkdirSync(home)
    const store = Store.open(Store.init(home).directory, { readOnly: false, ambient: systemAmbient })
    onTestFinished(() => store.close())
    return store
  }

  function child(program: string, store: Store): Child<object, object> {
    const started = new Child<object, object>(program, [store.directory])
    onTestFinished(() => started.kill())
    return started
  }

  test('is not blown up by a follower', async () => {
    const [alone, followed] = [newStore(), newStore()]
    const follower = child(programs.following, followed).ask({ count: appends })
    append(alone, appends)
    append(followed, appends)
    await follower

    // A commit frees five pages or more, which a reader that stays in the middle of reading would keep.
    expect(sizeOf(followed) - sizeOf(alone)).toBeLessThan(appends * page_bytes)
  })

  test('stops to grow when a reader was killed', async () => {
    const store = newStore()
    append(store, 100)
    const reader = child(programs.pinning, store)
    reader.ask({}).catch(() => undefined)
    await reader.says('pinned')
    append(store, 300)
    const grown = sizeOf(store)
    reader.kill()
    await reader.end()
    append(store, 300)
    const reclaimed = sizeOf(store)
    append(store, 600)

    expect(grown).toBeGreaterThan(300 * 3 * page_bytes)
    expect(sizeOf(store) - reclaimed).toBeLessThan(grown / 10)
  })
})

/** One event a commit. */
function append(store: Store, count: number): void {
  for (let n = 0; n < count; n++)
    store.log.append({ events: [{ stream: `s-${n % 9}`, type: 'T', json: `"${n}"` }] })
}

function sizeOf(store: Store): number {
  return statSync(join(store.directory, 'data.mdb')).size
}
