import { lstatSync, lutimesSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { RefusedError } from '../errors.ts'
import { namedFailure } from './lmdb-failure.ts'
import { processName } from './lock-holders.ts'
import { ownIdentity, pidOf, standingOf } from './process-identity.ts'

/**
 * What one process at a time may do with a store. `replacing`: put another file in the place of the store's;
 * `checkout`: change the work tree; `turn`: be the next to write.
 *
 * While it does, a mark of this name lies in the `.es` folder: a symbolic link that leads nowhere, and whose text is the
 * identity of the process (as Emacs locks files). It is made with its text in one call, needs no room on the disk, and
 * reading it cannot wait, nor read more than a path may hold.
 */
export type Claim = (typeof claims)[number]

const claims = ['replacing', 'checkout', 'turn'] as const

/** How old the mark of a process may be that cannot be looked up. Its owner makes it new more often. */
const lease_ms = 10_000
const renewal_ms = 2000
/** Each is lost to another process that claims or releases in the same moment. */
const claiming_attempts = 100

/**
 * Claims a store for this process, until `release`.
 * @param directory the `.es` folder
 * @returns undefined, or the process that has claimed it, in words.
 * @throws {RefusedError} something that is no mark has its name.
 * @throws {DiskFailedError}
 */
export function claim(directory: string, name: Claim): string | undefined {
  const mark = join(directory, name)
  for (let left = claiming_attempts; left > 0; left--) {
    if (isMade(mark)) {
      keepNew(mark)
      return undefined
    }
    const owner = claimedBy(directory, name)
    if (owner !== undefined) return owner
    removeDead(mark)
  }
  return 'another process'
}

export function release(directory: string, name: Claim): void {
  const mark = join(directory, name)
  clearInterval(renewals.get(mark))
  renewals.delete(mark)
  if (textOf(mark) === ownIdentity()) remove(mark)
}

/** Removes the marks of processes that are not there any more. What is no mark stays. */
export function removeDeadMarks(directory: string): void {
  for (const name of claims) {
    const mark = join(directory, name)
    const identity = textOf(mark)
    if (identity === undefined || identity === ownIdentity()) continue
    if (ownerOf(mark) === undefined) removeDead(mark)
  }
}

/** Releases all that this process has claimed, for its end. Never throws. */
export function releaseClaims(): void {
  for (const mark of renewals.keys()) {
    try {
      release(dirname(mark), basename(mark) as Claim)
    } catch {
      // A mark without a living owner is in nobody's way.
    }
  }
}

/** The living process that has claimed a store, in words, if it is not this one. */
export function claimedBy(directory: string, name: Claim): string | undefined {
  return ownerOf(join(directory, name))
}

function ownerOf(mark: string): string | undefined {
  const identity = textOf(mark)
  if (identity === undefined) return undefined
  const standing = standingOf(identity)
  if (standing === 'alive') return processName(pidOf(identity))
  return standing === 'unknown' && isNew(mark) ? 'a process of another container' : undefined
}

const renewals = new Map<string, NodeJS.Timeout>()

/** Who cannot look this process up sees by the time of its mark that it lives. */
function keepNew(mark: string): void {
  clearInterval(renewals.get(mark))
  renewals.set(mark, setInterval(() => renew(mark), renewal_ms).unref())
}

/** Gives a mark of this process the time of now. */
export function renew(mark: string): void {
  const nowSeconds = Date.now() / 1000
  try {
    if (textOf(mark) === ownIdentity()) lutimesSync(mark, nowSeconds, nowSeconds)
  } catch {
    // It is gone, or the disk fails: the claim is a courtesy, and nothing that is kept depends on it.
  }
}

function isNew(mark: string): boolean {
  const stats = lstatSync(mark, { throwIfNoEntry: false })
  return stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) < lease_ms
}

function isMade(mark: string): boolean {
  try {
    symlinkSync(ownIdentity(), mark)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw namedFailure(error)
  }
}

/**
 * Removes the mark of a process that is not there any more: what it was doing can be done again. Of two that have seen
 * the same dead mark, the slower must not remove the new mark of the faster: so one at a time looks once more, and removes.
 */
function removeDead(mark: string): void {
  requireMark(mark)
  const removing = `${mark}.removing`
  if (!isMade(removing)) {
    const remover = textOf(removing)
    if (remover !== undefined && standingOf(remover) === 'dead') remove(removing)
    return
  }
  try {
    if (ownerOf(mark) === undefined) remove(mark)
  } finally {
    remove(removing)
  }
}

function requireMark(mark: string): void {
  const stats = lstatSync(mark, { throwIfNoEntry: false })
  if (stats !== undefined && !stats.isSymbolicLink())
    throw new RefusedError(`'${mark}' is in the way: it is no mark of es`, { hint: 'move it away' })
}

/** Undefined when there is no mark. */
function textOf(mark: string): string | undefined {
  try {
    return readlinkSync(mark)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // EINVAL: something that is no link.
    if (code === 'ENOENT' || code === 'EINVAL' || code === 'ENOTDIR') return undefined
    throw namedFailure(error)
  }
}

function remove(mark: string): void {
  try {
    unlinkSync(mark)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw namedFailure(error)
  }
}
