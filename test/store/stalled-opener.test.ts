// Goal: a process that is stopped anywhere while it opens a store, as another replaces the store's file, acknowledges
// nothing that is not in the store. Method: a shim stops an opener before its Nth call that opens or locks a file of the
// store, N = 1, 2, … until there is none; meanwhile the file is replaced, and a third process appends.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { compactStore } from '../../src/store/compact.ts'
import { Store } from '../../src/store/store.ts'
import { buildPrograms, removeFolder, scratchFolder } from '../crash/children.ts'
import { type Started, start } from '../crash/killable.ts'
import { compileShim, shim_available } from '../crash/shim.ts'
import { check, numbered, storeOf } from '../support/checking.ts'

describe.skipIf(!shim_available)('an opener that is stopped', { timeout: 120_000 }, () => {
  const folder = scratchFolder()
  let program: string
  let library: string

  beforeAll(() => {
    library = compileShim(folder, 'stall')
    program = buildPrograms(folder, {
      stalling: new URL('../crash/stalling-child.ts', import.meta.url),
    }).stalling
  })
  afterAll(() => removeFolder(folder))

  /** Answers when it is stopped, or has ended by itself. */
  async function stalled(directory: string, call: number): Promise<Started & { isStopped: boolean }> {
    const started = start([program, directory], { LD_PRELOAD: library, ES_STALL_AT: `${call}` })
    const { child } = started
    onTestFinished(() => void child.kill('SIGKILL'))
    while (child.exitCode === null && !isStopped(child.pid as number)) await sleep(1)
    return { ...started, isStopped: child.exitCode === null }
  }

  const append = async (directory: string) => {
    const store = Store.open(directory, { readOnly: false, ambient: systemAmbient })
    store.log.append({ events: [numbered(3)] })
    await store.close()
  }

  /** Answers with what the opener said. */
  async function goesOn(opener: Started): Promise<string> {
    opener.child.kill('SIGCONT')
    return (await opener.text).trim()
  }

  function expectNothingLost(directory: string, said: string): void {
    const [position, id] = said.split(' ')
    const store = Store.open(directory, { readOnly: true, ambient: systemAmbient })
    if (id !== undefined) expect(store.log.at(Number(position))?.id).toBe(id)
    void store.close()
    expect(check(directory).findings).toEqual([])
  }

  test('who comes while a compaction goes on waits for its end, and goes on in the new file', async () => {
    const directory = await storeOf(3)
    const compaction = compactStore(directory)
    await compaction.next()
    const opener = start([program, directory], { LD_PRELOAD: library, ES_STALL_AT: '0' })
    onTestFinished(() => void opener.child.kill('SIGKILL'))
    await sleep(300)
    expect(opener.child.exitCode).toBeNull()
    while (!(await compaction.next()).done);

    const said = (await opener.text).trim()
    expect(said).toMatch(/^4 /)
    expectNothingLost(directory, said)
  })

  test('while a compaction begins and ends, or is refused', async () => {
    for (let call = 1; ; call++) {
      const directory = await storeOf(3)
      const opener = await stalled(directory, call)
      // LMDB's first opener has the file to itself for a moment; stopped there, everybody waits for it.
      if (!holdsAlone(directory) && (await ended(compactStore(directory)))) await append(directory)

      const said = await goesOn(opener)
      expect(said).toMatch(/^\d/)
      expectNothingLost(directory, said)
      if (!opener.isStopped) break
    }
  })
})

async function ended(compaction: ReturnType<typeof compactStore>): Promise<boolean> {
  try {
    while (!(await compaction.next()).done);
    return true
  } catch (error) {
    expect(error).toMatchObject({ code: 'STORE_BUSY' })
    return false
  }
}

/** Of the states in /proc, `T` is stopped. */
function isStopped(pid: number): boolean {
  try {
    return /^\d+ \(.*\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

function holdsAlone(directory: string): boolean {
  const { ino } = statSync(join(directory, 'lock.mdb'))
  return new RegExp(` WRITE \\d+ [0-9a-f]+:[0-9a-f]+:${ino} 0 0$`, 'm').test(
    readFileSync('/proc/locks', 'utf8'),
  )
}
