// Goal: when the disk fails, the append says so, leaves nothing behind, and what was acknowledged stays. Method: a shim fails
// the Nth write or flush of the real store, N = 1, 2, … until none fails.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { buildPrograms, Child, ChildEndedError, removeFolder, scratchFolder } from './children.ts'
import type { Outcome } from './failing-child.ts'
import { compileShim, type Failure, shim_available, shimEnvironment } from './shim.ts'

const { EIO, ENOSPC } = constants.errno
const for_ever = 1_000_000

describe.skipIf(!shim_available)('a disk that fails', { timeout: 300_000 }, () => {
  const folder = scratchFolder()
  let program: string
  let library: string
  let stores = 0

  beforeAll(() => {
    library = compileShim(folder)
    program = buildPrograms(folder, { failing: new URL('./failing-child.ts', import.meta.url) }).failing
  })
  afterAll(() => removeFolder(folder))

  /** Appends batches to a new store on a failing disk; then opens it on a sound one. */
  async function attempt(failure: Failure, sizes: readonly number[]) {
    const home = join(folder, `store-${stores++}`)
    mkdirSync(home)
    const { directory } = Store.init(home)
    const env = shimEnvironment({ library, file: join(directory, 'data.mdb'), failure })
    const notes = join(home, 'outcomes')
    await run(new Child(program, [directory, sizes.join(), notes], env), failure)
    const lines = existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []
    const outcomes = lines.map((line) => JSON.parse(line) as Outcome)
    const store = Store.open(directory, { readOnly: false, ambient: systemAmbient })
    const types = new Set([...store.log.read()].map(({ type }) => type))
    const tip = store.log.tip.position
    store.log.append({ events: [{ stream: 's', type: 'Again', json: '1' }] })
    await store.close()
    removeFolder(home)
    return { outcomes, types: [...types], tip }
  }

  /**
   * Only a write that fails may end the process: LMDB 3.5.6 writes its message about that past the end of a buffer,
   * which sometimes is noticed by `free`. (A full disk is seen before: see disk-full.test.ts.)
   */
  async function run(child: Child<object, object>, failure: Failure): Promise<void> {
    try {
      await child.ask({})
    } catch (error) {
      const endsSo = failure.how !== 'h' && (failure.kind === 'w' || failure.kind === 'x')
      if (!(error instanceof ChildEndedError && error.how === 'SIGABRT' && endsSo)) throw error
    }
    await child.end()
  }

  /** Every append is either acknowledged and there, or refused with the disk's name and not there, at any time. */
  function expectAllOrNothing(
    { outcomes, types, tip }: Awaited<ReturnType<typeof attempt>>,
    sizes: readonly number[],
  ) {
    let expected = 0
    for (const [number, outcome] of outcomes.entries()) {
      if (outcome.acknowledged) expected += sizes[number]!
      else expect(outcome).toMatchObject({ code: 'DISK_FAILED', exit: 74 })
      if (outcome.tip !== undefined) expect(outcome.tip).toBe(expected)
    }
    const acknowledged = outcomes.flatMap((outcome, number) => (outcome.acknowledged ? [`T${number}`] : []))
    expect(types).toEqual(acknowledged)
    expect(tip).toBe(expected)
  }

  const sizes = [1, 3, 300, 1]

  test.each<[string, Omit<Failure, 'first' | 'last'> & { forEver?: boolean }, string]>([
    ['a flush fails', { kind: 's', errno: EIO, how: 'b' }, 'the disk failed: input/output error'],
    ['a write fails', { kind: 'w', errno: EIO, how: 'b' }, 'the disk failed: input/output error'],
    [
      'a write fails after the bytes',
      { kind: 'w', errno: EIO, how: 'a' },
      'the disk failed: input/output error',
    ],
    ['a write is cut short', { kind: 'w', errno: EIO, how: 'h' }, 'the disk failed: input/output error'],
    ['the header is not written', { kind: 'm', errno: EIO, how: 'b' }, 'the disk failed: input/output error'],
    ['the header is not flushed', { kind: 'm', errno: EIO, how: 'a' }, 'the disk failed: input/output error'],
    ['the header is cut short', { kind: 'm', errno: EIO, how: 'h' }, 'the disk failed: input/output error'],
    [
      'the disk is full from here on',
      { kind: 'w', errno: ENOSPC, how: 'b', forEver: true },
      'the disk is full: nothing of this write was kept',
    ],
  ])('%s', async (_, { forEver, ...failure }, message) => {
    for (let number = 1; ; number++) {
      const last = forEver ? for_ever : number
      const result = await attempt({ ...failure, first: number, last }, sizes)
      expectAllOrNothing(result, sizes)
      const failed = result.outcomes.find(({ acknowledged }) => !acknowledged)
      if (failed !== undefined) expect(failed.message).toBe(message)
      else if (result.outcomes.length === sizes.length) {
        expect(number).toBeGreaterThan(sizes.length)
        return
      }
    }
  })

  test('the disk is full in the middle of the largest batch', async () => {
    const large = [1, 8_000, 1]
    for (const kilobytes of [256, 8_000]) {
      const full: Failure = { kind: 'x', first: kilobytes * 1024, last: for_ever, errno: ENOSPC, how: 'b' }
      const result = await attempt(full, large)

      expectAllOrNothing(result, large)
      const told = result.outcomes.map(({ acknowledged }) => acknowledged)
      expect([[true], [true, false, true]]).toContainEqual(told)
    }
  })
})
