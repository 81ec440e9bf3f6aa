import { accessSync, constants, readFileSync, statSync } from 'node:fs'

/**
 * `read-only`: nobody can write there, the file system itself is read-only. `read-only here`: it is mounted so, but the
 * same files may be written by another path, as from outside of a container.
 */
export type Medium = 'writable' | 'read-only' | 'read-only here'

/** How the folder's file system can be written; `writable` also where this user may not. */
export function mediumOf(folder: string): Medium {
  try {
    accessSync(folder, constants.W_OK)
    return 'writable'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EROFS') return 'writable'
  }
  return isWritableElsewhere(statSync(folder).dev) ? 'read-only here' : 'read-only'
}

/** Of proc(5), mountinfo: options of the mount come before ` - `, those of the file system itself are the last field. */
function isWritableElsewhere(device: number): boolean {
  const number = `${major(device)}:${minor(device)}`
  return mounts().some((line) => {
    const [mount = '', system = ''] = line.split(' - ')
    return mount.split(' ')[2] === number && system.split(' ').at(-1)?.split(',').includes('rw') === true
  })
}

function mounts(): string[] {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
  } catch {
    return []
  }
}

/** As `gnu_dev_major` and `gnu_dev_minor` of glibc take the lower 32 bits apart. */
function major(device: number): number {
  return (device >>> 8) & 0xfff
}

function minor(device: number): number {
  return (device & 0xff) | ((device >>> 12) & 0xfff00)
}
