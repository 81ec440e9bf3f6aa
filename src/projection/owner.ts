import { lstatSync, type Stats, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { ProjectionInvalidError, UnsafeOwnerError } from '../errors.ts'

/** Folders whose code is run whoever owns it (`ES_SAFE_DIRECTORY`). */
export type SafeDirectories = readonly string[]

/**
 * Refuses to go on with a file that somebody else could have written: it, or a folder on the way to it from `root`,
 * belongs to another user or may be written by others.
 * @param paths relative to `root`
 * @throws {UnsafeOwnerError}
 */
export function requireOwned(root: string, paths: readonly string[], safe: SafeDirectories): void {
  const self = process.geteuid?.()
  if (self === undefined) return
  const looked = new Set<string>()
  for (const path of paths)
    for (const step of stepsTo(root, join(root, path))) {
      if (looked.has(step) || isWithin(step, safe)) continue
      looked.add(step)
      requireOwn(step, self)
    }
}

/** The file, and each folder on the way to it below `root`; of a file elsewhere, its own folder. */
function stepsTo(root: string, file: string): string[] {
  const steps = [file]
  const isInside = !relative(root, file).startsWith('..')
  for (let folder = dirname(file); folder !== root && folder !== dirname(folder); folder = dirname(folder)) {
    steps.push(folder)
    if (!isInside) break
  }
  return steps
}

function isWithin(path: string, safe: SafeDirectories): boolean {
  return safe.some((folder) => folder !== '' && !relative(resolve(folder), path).startsWith('..'))
}

function requireOwn(path: string, self: number): void {
  for (const one of standing(path)) {
    if (one === undefined) continue
    if (one.uid !== self)
      throw new UnsafeOwnerError(`'${path}' belongs to another user, so its code is not run`, {
        hint: 'list its folder in ES_SAFE_DIRECTORY if you trust it',
      })
    if (!one.isSymbolicLink() && othersMayWrite(one, self))
      throw new UnsafeOwnerError(`'${path}' can be written by others, so its code is not run`, {
        hint: "take the right from them with 'chmod go-w', or list its folder in ES_SAFE_DIRECTORY",
      })
  }
}

/** What stands there, and what a link there leads to. */
function standing(path: string): (Stats | undefined)[] {
  try {
    return [lstatSync(path, { throwIfNoEntry: false }), statSync(path, { throwIfNoEntry: false })]
  } catch (error) {
    throw new ProjectionInvalidError(`'${path}' cannot be read: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    })
  }
}

/** A group of the same number as its user is, by custom, that user's alone: there umask 002 is usual and harmless. */
function othersMayWrite(stats: Stats, self: number): boolean {
  const isOwnGroup = stats.gid === self && self !== 0
  return (stats.mode & (isOwnGroup ? 0o002 : 0o022)) !== 0
}
