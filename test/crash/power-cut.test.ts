// Goal: what was acknowledged survives a power cut at any moment, whole, and the store can be gone on with. Method: record
// every write and flush of the real store; cut anywhere, keep any subset of what was not flushed, open, check, append,
// check again. SEED=… repeats a run.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPrograms, removeFolder, scratchFolder } from './children.ts'
import { randomEvents, randomOperations } from './operations.ts'
import { powerCuts } from './power-cut.ts'
import { Random } from './random.ts'
import { type Recording, record } from './record.ts'
import type { Step } from './recording.ts'
import { compileShim, shim_available } from './shim.ts'

const is_long = process.env.ES_CRASH === 'long'
const seed = Number(process.env.SEED ?? 20_261_121)
const small_recordings = is_long ? 9 : 3
const small_images = is_long ? 1_070 : 160
const segment_images = is_long ? 370 : 8

describe.skipIf(!shim_available)('power cuts', { timeout: 1_200_000 }, () => {
  const folder = scratchFolder()
  let programs: { workload: string; check: string }
  let library: string

  beforeAll(() => {
    library = compileShim(folder)
    const workload = new URL('./workload-child.ts', import.meta.url)
    programs = buildPrograms(folder, { workload, check: new URL('./check-child.ts', import.meta.url) })
  })
  afterAll(() => removeFolder(folder))

  function recorded(name: string, operations: Parameters<typeof record>[2]): Promise<Recording> {
    mkdirSync(join(folder, name))
    return record({ library, program: programs.workload }, join(folder, name), operations)
  }

  function cut(recording: Recording, images: number, imageSeed: number) {
    const options = { images, seed: imageSeed, program: programs.check, folder: join(folder, 'image') }
    return powerCuts(recording, { ...options, keepIn: process.env.ES_CRASH_KEEP })
  }

  test.each(Array.from({ length: small_recordings }, (_, number) => seed + number))(
    'seed %i: appends of every size, tags, conflicts',
    async (recordingSeed) => {
      const recording = await recorded(`small-${recordingSeed}`, randomOperations(recordingSeed, 60, 280))
      const bad = await cut(recording, small_images, recordingSeed)

      expect(bad).toEqual([])
    },
  )

  test('a segment is indexed', async () => {
    const bulk = { kind: 'append', events: randomEvents(new Random(seed), 16_330) } as const
    const recording = await recorded('segment', [bulk, ...randomOperations(seed + 1, 40, 120)])
    const bad = await cut(recording, segment_images, seed)

    expect(recording.truth.events.length).toBeGreaterThan(16_384)
    expect(bad).toEqual([])
  })

  describe('the simulator is not blind', () => {
    const images = is_long ? 400 : 60
    let recording: Recording

    beforeAll(async () => {
      recording = await recorded('blind', randomOperations(seed, 60, 280))
    })

    /** The same writes on a disk that does not do what it is told. */
    function without(isDropped: (step: Step) => boolean): Recording {
      const [written, began, ended, ...steps] = recording.steps
      const kept = steps.filter((step) => !isDropped(step))
      return { ...recording, steps: [written!, began!, ended!, ...kept] }
    }

    test('nothing is ever flushed: more than half of the images are bad', async () => {
      const isFlush = ({ kind }: Step) => kind !== 'write' && kind !== 'acknowledged'

      const bad = await cut(without(isFlush), images, seed)
      expect(bad.length).toBeGreaterThan(images / 2)
    })

    test('headers are not flushed: acknowledged events are lost', async () => {
      const bad = await cut(
        without(({ kind }) => kind === 'synchronous write ended'),
        images,
        seed,
      )
      expect(bad.length).toBeGreaterThan(images / 10)
    })

    test('only headers are flushed: trees are torn', async () => {
      const bad = await cut(
        without(({ kind }) => kind === 'flush ended'),
        images,
        seed,
      )
      expect(bad.length).toBeGreaterThan(images / 10)
    })
  })
})
