import { lstatSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StoreBusyError, StoreReplacedError } from '../errors.ts'
import { claim, release } from './claims.ts'
import { Environment } from './environment.ts'
import { lockHolders } from './lock-holders.ts'

/** A slot of LMDB's lock table. */
const slot_bytes = 64

/** What is done with a store that nobody else can open; both may yield how far they are. */
export interface ExclusiveWork<Step, T> {
  readonly whileOpen: (environment: Environment) => AsyncGenerator<Step, T>
  /** After LMDB has let go of the file: another may be put in its place. */
  readonly whileClosed: (result: T) => void
}

/**
 * Does some work while no other process has the store open, and keeps all others from opening it until it is done.
 * Both sides first say what they want and then look at the other: whoever opens looks for the mark after opening.
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
    const result = yield* alone(directory, work.whileOpen)
    work.whileClosed(result)
    // It has grown; whoever comes next makes a new one.
    rmSync(join(directory, 'lock.mdb'), { force: true })
    return result
  } finally {
    release(directory, 'replacing')
  }
}

async function* alone<Step, T>(
  directory: string,
  body: (environment: Environment) => AsyncGenerator<Step, T>,
): AsyncGenerator<Step, T> {
  const lock = join(directory, 'lock.mdb')
  // LMDB makes a lock table larger only when nobody else has it open: so it tells whether it is alone.
  const before = lstatSync(lock).size
  const environment = new Environment(directory, { readOnly: true, maxReaders: before / slot_bytes + 64 })
  try {
    if (lstatSync(lock).size === before) throw inUse(directory)
    return yield* body(environment)
  } finally {
    await environment.close()
  }
}

function inUse(directory: string): StoreBusyError {
  const [holder = 'another process'] = lockHolders(join(directory, 'lock.mdb'))
  return new StoreBusyError(`${holder} has the store open`, { hint: 'end it, then try again' })
}
