import { lstatSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StoreBusyError, StoreReplacedError } from '../errors.ts'
import { claim, release } from './claims.ts'
import { descriptorOf } from './descriptors.ts'
import { Environment } from './environment.ts'
import { lockHolders } from './lock-holders.ts'

/** A slot of LMDB's lock table. */
const slot_bytes = 64

/** What is done with a store that nobody else can open; it may yield how far it is. */
export interface ExclusiveWork<Step, T> {
  readonly prepare: (environment: Environment) => AsyncGenerator<Step, T>
  /** Puts another file in the store's place. Nobody can write meanwhile. Must be synchronous. */
  readonly replace: (result: T) => void
}

/**
 * Does some work while no other process has the store open, and keeps all others from opening it until it is done.
 * Both sides first say what they want and then look at the other: whoever opens looks for the mark after opening.
 *
 * Marks and locks fail where processes do not see each other's: in two containers, or when a lock was lost. So the file
 * is replaced under LMDB's own lock for writing, and only if nobody has written since the work began: whoever waits for
 * that lock looks at the files when it is his, and finds others.
 *
 * @param directory the `.es` folder, inspected already
 * @throws {StoreBusyError} another process has it open, or is replacing it.
 */
export async function* exclusively<Step, T>(
  directory: string,
  work: ExclusiveWork<Step, T>,
): AsyncGenerator<Step, T> {
  const owner = claim(directory, 'replacing')
  if (owner !== undefined) throw new StoreReplacedError(owner)
  try {
    return yield* alone(directory, work)
  } finally {
    release(directory, 'replacing')
  }
}

async function* alone<Step, T>(directory: string, work: ExclusiveWork<Step, T>): AsyncGenerator<Step, T> {
  const lock = join(directory, 'lock.mdb')
  // LMDB would use what this process has open already.
  if (descriptorOf(lock) !== undefined) throw inUse(directory)
  // LMDB makes a lock table larger only when nobody else has it open: so it tells whether it is alone.
  const before = lstatSync(lock)
  const environment = new Environment(directory, {
    readOnly: false,
    maxReaders: before.size / slot_bytes + 64,
  })
  try {
    const after = lstatSync(lock)
    if (after.ino !== before.ino || after.size === before.size) throw inUse(directory)
    const { lastTransaction } = environment
    const result = yield* work.prepare(environment)
    environment.whileNobodyWrites(() => {
      if (environment.lastTransaction !== lastTransaction) throw inUse(directory)
      work.replace(result)
      // It has grown, and belongs to the former file; whoever comes next makes a new one.
      rmSync(lock, { force: true })
    })
    return result
  } finally {
    await environment.close()
  }
}

function inUse(directory: string): StoreBusyError {
  const [holder = 'another process'] = lockHolders(join(directory, 'lock.mdb'))
  return new StoreBusyError(`${holder} has the store open`, { hint: 'end it, then try again' })
}
