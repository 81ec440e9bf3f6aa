import { EsError, InterruptedError } from '../errors.ts'

/** Whether an error is said in its place while the rest goes on. A Ctrl-C that met a projection's code is not. */
export function isSayable(error: unknown): error is EsError {
  return error instanceof EsError && !(error instanceof InterruptedError)
}
