import { EsError, InterruptedError, StoreDamagedError } from '../errors.ts'

/**
 * Whether an error is said in its place while the rest goes on. A Ctrl-C that met a projection's code is not, nor is
 * damage: what stands beside it on the screen could not be believed.
 */
export function isSayable(error: unknown): error is EsError {
  return (
    error instanceof EsError && !(error instanceof InterruptedError || error instanceof StoreDamagedError)
  )
}
