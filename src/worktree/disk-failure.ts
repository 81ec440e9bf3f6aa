import { DiskFailedError } from '../errors.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'no space left in the quota',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EIO: 'an I/O error',
}

/** Runs one action on a file of the work tree. @throws {DiskFailedError} the file system refused it. */
export function onDisk<T>(verb: string, path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw diskFailed(verb, path, error)
  }
}

/** @param path below `state/`. */
export function diskFailed(verb: string, path: string, cause: unknown): DiskFailedError {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException
  return new DiskFailedError(`cannot ${verb} 'state/${path}': ${reasons[code] ?? code}`, { cause })
}
