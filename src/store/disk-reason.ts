import { DiskFailedError, EsError } from '../errors.ts'

/** What a failed system call says of the disk or the file system, in words; undefined when it is about something else. */
export function diskReason(error: unknown): string | undefined {
  return reasons[(error as NodeJS.ErrnoException | undefined)?.code ?? '']
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EIO: 'an input/output error',
  EFBIG: 'the file is too large',
  ENOTDIR: 'not a folder',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files in the system',
}

/** A failed system call of Node's with the file that it was about; anything else comes back as it is. */
export function fileFailure(error: unknown): unknown {
  if (error instanceof EsError || !(error instanceof Error)) return error
  const { path, syscall } = error as NodeJS.ErrnoException
  const reason = diskReason(error)
  if (reason === undefined) return error
  const subject = path === undefined ? (syscall ?? 'use the disk') : `${syscall} '${path}'`
  return new DiskFailedError(`cannot ${subject}: ${reason}`, { cause: error })
}
