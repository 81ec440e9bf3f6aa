import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Store } from '../../src/store/store.ts'
import { Child } from './children.ts'
import { SimulatedDisk } from './disk-image.ts'
import type { Operation } from './operations.ts'
import { type Acknowledged, readRecording, type Step } from './recording.ts'
import { shimEnvironment } from './shim.ts'
import { readTruth, type Truth } from './truth.ts'

export interface Recording {
  readonly steps: readonly Step[]
  readonly truth: Truth
  /** The truth as a file, for children. */
  readonly truthFile: string
  /** The lock file as it was when the program was in the middle of its work; it survives a power cut as it is. */
  readonly lockFile: Buffer
}

/** What is recorded, and by what. */
export interface RecordingTools {
  readonly library: string
  readonly program: string
}

/**
 * Runs operations in turn in two processes that have a new store open, with every write of the data file recorded.
 * @param folder for the store and the recording; must be empty
 */
export async function record(
  tools: RecordingTools,
  folder: string,
  operations: readonly Operation[],
): Promise<Recording> {
  const { directory } = Store.init(folder)
  const file = join(directory, 'data.mdb')
  const log = join(folder, 'recording')
  const seedStep = wholeFile(file)
  const env = shimEnvironment({ library: tools.library, file, log })
  const start = (name: string) =>
    new Child<{ number: number; operation: Operation }, Acknowledged>(tools.program, [directory, name], env)
  const writers = [start('0'), start('1')]
  const commits: Acknowledged[] = [{ tip: 0, tags: 0 }]
  let lockFile: Buffer = Buffer.alloc(0)
  for (const [number, operation] of operations.entries()) {
    commits.push(await writers[number % 2]!.ask({ number, operation }))
    if (number === operations.length >> 1) lockFile = readFileSync(join(directory, 'lock.mdb'))
  }
  for (const writer of writers) await writer.end()
  const steps = [...seedStep, ...readRecording(log)]
  proveComplete(steps, file)
  const truth = await readTruth(directory, commits)
  const truthFile = join(folder, 'truth.json')
  writeFileSync(truthFile, JSON.stringify(truth))
  return { steps, truth, truthFile, lockFile }
}

/** The new store's file, as a write that was flushed. */
function wholeFile(path: string): Step[] {
  const written: Step = { kind: 'write', synchronous: false, offset: 0, bytes: readFileSync(path) }
  const acknowledged: Step = { kind: 'acknowledged', done: { tip: 0, tags: 0 } }
  return [written, { kind: 'flush began' }, { kind: 'flush ended' }, acknowledged]
}

/** If the shim missed a way to write, the recorded writes do not make the file. */
function proveComplete(steps: readonly Step[], path: string): void {
  const disk = new SimulatedDisk(steps)
  disk.advance(steps.length)
  const rebuilt = disk.cached
  const real = readFileSync(path)
  if (!rebuilt.equals(real))
    throw new Error(`the recording does not make the file: ${rebuilt.length} of ${real.length} bytes`)
}
