import { statfsSync } from 'node:fs'

/** A folder whose files are in memory, where there is one with a gigabyte of room. */
export function memoryFolder(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > 1024 ** 3 ? '/dev/shm' : undefined
  } catch {
    return undefined
  }
}
