import { UsageError } from '../errors.ts'

/**
 * @param what the path as the subject of a sentence: `the folder`
 * @throws {UsageError} no file system takes it for a path.
 */
export function requirePath(what: string, path: string): void {
  if (path === '') throw new UsageError(`${what} has no name: it is an empty text`)
  if (path.includes('\0')) throw new UsageError(`${what} has a name with a NUL character`)
}
