import { readFileSync } from 'node:fs'
import { ownIdentity } from '../../src/store/process-identity.ts'

const [, , boot, namespace] = ownIdentity().split('.')

/** What a living process of this machine signs its marks with. */
export function identityOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return `${pid}.${start}.${boot}.${namespace}`
}

/** Of a process that is not there: above the highest number that Linux gives. */
export const ended_identity = `4194305.1.${boot}.${namespace}`
