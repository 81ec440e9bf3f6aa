import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What one process at a time may do with a store. While it does, a file of this name beside the store's own holds its
 * id. `replacing`: put another file in the place of the store's; `checkout`: change the work tree.
 */
export type Claim = 'replacing' | 'checkout'

/**
 * Claims a store for this process.
 * @param directory the `.es` folder
 * @returns undefined, or the id of the process that has claimed it.
 */
export function claim(directory: string, name: Claim): number | undefined {
  const mark = join(directory, name)
  const own = `${mark}.${process.pid}`
  writeFileSync(own, String(process.pid), { mode: 0o600 })
  try {
    for (;;) {
      try {
        // With its content at once: nobody finds it empty.
        linkSync(own, mark)
        return undefined
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const owner = claimedBy(directory, name)
      if (owner !== undefined) return owner
      // Left over from a process that was killed: what it was doing can be done again.
      release(directory, name)
    }
  } finally {
    rmSync(own, { force: true })
  }
}

export function release(directory: string, name: Claim): void {
  rmSync(join(directory, name), { force: true })
}

/** The id of the living process that has claimed a store, if it is not this one. */
export function claimedBy(directory: string, name: Claim): number | undefined {
  let text: string
  try {
    text = readFileSync(join(directory, name), 'utf8')
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
