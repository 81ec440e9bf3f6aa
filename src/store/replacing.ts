import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Beside the store's file while a process puts another in its place; holds that process's id. */
const mark_name = 'replacing'

/**
 * Claims a store for putting another file in the place of its own. From here on nobody else can open it.
 * @returns undefined, or the id of the process that has claimed it.
 */
export function claim(directory: string): number | undefined {
  for (;;) {
    try {
      const file = openSync(join(directory, mark_name), 'wx', 0o600)
      writeSync(file, String(process.pid))
      closeSync(file)
      return undefined
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const owner = claimedBy(directory)
    if (owner !== undefined) return owner
    // Left over from a process that was killed: what it wanted to put in place never got there, or is there.
    release(directory)
  }
}

export function release(directory: string): void {
  rmSync(join(directory, mark_name), { force: true })
}

/** The id of the living process that is about to replace the store's file, if it is not this one. */
export function claimedBy(directory: string): number | undefined {
  let text: string
  try {
    text = readFileSync(join(directory, mark_name), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const owner = Number(text)
  return Number.isInteger(owner) && owner > 0 && owner !== process.pid && isAlive(owner) ? owner : undefined
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
