import { Environment } from '../environment.ts'
import type { LogPlace } from './check-log.ts'
import { encodeMark, verified_key } from './verified-mark.ts'

/**
 * Remembers up to where the chain was verified, for the next `fsck` with `sinceLast`. The only thing that checking
 * ever writes.
 */
export function markVerified(directory: string, place: LogPlace): void {
  const environment = new Environment(directory, { readOnly: false })
  try {
    environment.commit(() => {
      environment.table('meta').put(verified_key, encodeMark(place))
    })
  } finally {
    void environment.close()
  }
}
