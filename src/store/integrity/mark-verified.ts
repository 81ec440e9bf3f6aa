import { type OpenEnvironmentOptions, openEnvironment } from '../open-environment.ts'
import type { LogPlace } from './check-log.ts'
import { encodeMark, verified_key } from './verified-mark.ts'

/**
 * Remembers up to where the chain was verified, for the next `fsck` with `sinceLast`. The only thing that checking
 * ever writes.
 * @throws {StoreBusyError} another process writes for too long.
 */
export function markVerified(
  directory: string,
  place: LogPlace,
  options: Omit<OpenEnvironmentOptions, 'readOnly'> = {},
): void {
  const environment = openEnvironment(directory, { ...options, readOnly: false })
  try {
    environment.commit(() => {
      environment.table('meta').put(verified_key, encodeMark(place))
    })
  } finally {
    void environment.close()
  }
}
