// Goal: opening a store beside a writer takes nothing from it. LMDB 3.5.6 alone loses commits there (OpenLDAP's ITS#9496):
// who opens tells everybody the transaction that it found, though another was committed since. Method: the lock file is
// told of an older transaction, as an opener does; and processes open the store again and again, beside a writer and
// alone.
import { spawnSync } from 'node:child_process'
import { mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { expectAllThere } from '../crash/acknowledged.ts'
import { buildPrograms, removeFolder, scratchFolder } from '../crash/children.ts'
import { fits } from '../crash/examine.ts'
import { kill, start } from '../crash/killable.ts'

const appending_ms = process.env.ES_CRASH === 'long' ? 120_000 : 1_500
const bin = join(import.meta.dirname, '../../bin/es.js')

describe('a store that is opened beside its writer', { timeout: appending_ms + 120_000 }, () => {
  const folder = scratchFolder()
  let programs: { killed: string; opening: string }
  let directory: string
  let stores = 0

  beforeAll(() => {
    const killed = new URL('../crash/killed-child.ts', import.meta.url)
    programs = buildPrograms(folder, {
      killed,
      opening: new URL('../crash/opening-child.ts', import.meta.url),
    })
  })
  afterAll(() => removeFolder(folder))
  beforeEach(() => {
    const home = join(folder, `store-${stores++}`)
    mkdirSync(home)
    directory = Store.init(home).directory
  })

  function opened(): Store {
    const store = Store.open(directory, { readOnly: false, ambient: systemAmbient })
    onTestFinished(() => store.close())
    return store
  }

  const append = (store: Store) =>
    store.log.append({ events: [{ stream: 's', type: 'T', json: '1' }] }).events[0]!.position

  test.each([1, 2, 5])('appends stand on the last commit, told of the one %i before', (distance) => {
    const store = opened()
    for (let number = 1; number <= 6; number++) append(store)

    tellOfTransactionBefore(directory, distance)
    expect(append(store)).toBe(7)
    fits(store, [...store.log.read()], 0)
    expect(store.log.tip.position).toBe(7)
  })

  test('readers see the last commit, whatever LMDB was told, and so does who opens', () => {
    const store = opened()
    for (let number = 1; number <= 6; number++) append(store)

    tellOfTransactionBefore(directory, 1)
    store.refresh()
    expect(store.log.tip.position).toBe(6)
    tellOfTransactionBefore(directory, 1)
    const { stdout } = spawnSync(process.execPath, [bin, 'rev-parse', 'HEAD', '--store', directory])
    expect(String(stdout)).toBe('6\n')
    store.refresh()
    expect(store.log.tip.position).toBe(6)
  })

  test('all that was acknowledged is there, however often others open it', async () => {
    const openers = ['read', 'write'].map((mode) => start([programs.opening, directory, mode]))
    const writer = start([programs.killed, directory, '1'])
    await Promise.all([writer, ...openers].map(({ firstLine }) => firstLine))
    await Promise.all([sleep(appending_ms), ...[writer, ...openers].map(({ prints }) => prints(110))])
    const acknowledged = (await kill(writer)).slice(1)
    for (const opener of openers) expect((await kill(opener)).length).toBeGreaterThan(100)

    expect(acknowledged.length).toBeGreaterThan(100)
    await expectAllThere(
      directory,
      acknowledged.map((line) => line.split(' ') as [string, string]),
    )
  })

  test('who opens it while the last one closes it can use it', async () => {
    const openers = ['read', 'read', 'write'].map((mode) => start([programs.opening, directory, mode]))
    await Promise.all([sleep(appending_ms), ...openers.map(({ prints }) => prints(110))])
    for (const { child } of openers) expect(child.exitCode).toBeNull()
    for (const opener of openers) expect((await kill(opener)).length).toBeGreaterThan(100)
  })
})

/** Writes into LMDB's lock file what who opens a store writes there when others have committed meanwhile. */
function tellOfTransactionBefore(directory: string, distance: number): void {
  // Never closed: closing it would lose the locks that LMDB has on the file.
  const file = openSync(join(directory, 'lock.mdb'), 'r+')
  const bytes = Buffer.alloc(8)
  readSync(file, bytes, 0, 8, 8)
  bytes.writeBigUInt64LE(bytes.readBigUInt64LE() - BigInt(distance))
  writeSync(file, bytes, 0, 8, 8)
}
