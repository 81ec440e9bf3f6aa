import { readFileSync, readlinkSync } from 'node:fs'

/** `self`: this process. `unknown`: it may live in another container, where it cannot be looked up. */
export type ProcessStanding = 'self' | 'alive' | 'dead' | 'unknown'

const identity_pattern = /^(\d+)\.(\d+)\.([0-9a-f]+)\.(\d+)$/
const boot_digits = 8
const start_field = 22
/** In the place of what a system does not tell. */
const untold = '0'

/**
 * A process, told apart from a later one of the same number: `PID.START.BOOT.NAMESPACE`, of letters that every file name
 * may have. START is in ticks since the machine started (proc(5), field 22), BOOT the beginning of the kernel's boot id,
 * NAMESPACE the number of the pid namespace. Only Linux tells all but the first.
 */
export function ownIdentity(): string {
  own ??= `${process.pid}.${statOf('self')?.start ?? untold}.${bootOf()}.${namespaceOf()}`
  return own
}

let own: string | undefined

/**
 * Whether the process of an identity still lives. What is no identity is `dead`: nobody stands behind it.
 *
 * Its number is looked up only in the namespace that gave it: the same number is another process elsewhere.
 */
export function standingOf(identity: string): ProcessStanding {
  if (identity === ownIdentity()) return 'self'
  const [, pid, start, boot, namespace] = identity_pattern.exec(identity) ?? []
  if (pid === undefined || boot !== bootOf()) return 'dead'
  if (namespace !== namespaceOf()) return 'unknown'
  const stat = statOf(pid)
  // A system without /proc, or one that hides the processes of other users.
  if (stat === undefined || start === untold) return isThere(Number(pid)) ? 'alive' : 'dead'
  return stat.start === start && !stat.isEnded ? 'alive' : 'dead'
}

/** The number of the process of an identity. */
export function pidOf(identity: string): number {
  return Number.parseInt(identity, 10)
}

function statOf(pid: string): { start: string; isEnded: boolean } | undefined {
  const text = textOf(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  // 4242 (name, with any character) S 1 …
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { start: fields[start_field - 3] ?? untold, isEnded: fields[0] === 'Z' || fields[0] === 'X' }
}

function bootOf(): string {
  boot ??= textOf('/proc/sys/kernel/random/boot_id')?.slice(0, boot_digits) ?? untold
  return boot
}

let boot: string | undefined

function namespaceOf(): string {
  namespace ??= /\d+/.exec(linkOf('/proc/self/ns/pid') ?? '')?.[0] ?? untold
  return namespace
}

let namespace: string | undefined

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
