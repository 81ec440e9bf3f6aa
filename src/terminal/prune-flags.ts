import { Flags } from '@oclif/core'
import type { KeepPolicy } from '../projection/snapshot-policy.ts'
import { countFlag } from './flags.ts'

/** Restic's words for the same rules. */
export const prune_flags = {
  'keep-last': countFlag({ summary: 'prune: keep the last N' }),
  'keep-tags': Flags.boolean({ summary: 'prune: keep what stands at tags' }),
  'keep-hourly': countFlag({ summary: 'prune: keep one for each of the last N hours that have one' }),
  'keep-daily': countFlag({ summary: 'prune: keep one for each of the last N days' }),
  'keep-weekly': countFlag({ summary: 'prune: keep one for each of the last N weeks' }),
  'keep-monthly': countFlag({ summary: 'prune: keep one for each of the last N months' }),
  'keep-yearly': countFlag({ summary: 'prune: keep one for each of the last N years' }),
  'dry-run': Flags.boolean({ summary: 'prune: print what would go, remove nothing' }),
}

type PruneFlags = {
  readonly [Name in keyof typeof prune_flags]?:
    | (Name extends 'keep-tags' | 'dry-run' ? boolean : number)
    | undefined
}

/** What the options keep; undefined when none of them is given. */
export function policyOf(flags: PruneFlags): KeepPolicy | undefined {
  const policy: KeepPolicy = {
    last: flags['keep-last'],
    tags: flags['keep-tags'] || undefined,
    hourly: flags['keep-hourly'],
    daily: flags['keep-daily'],
    weekly: flags['keep-weekly'],
    monthly: flags['keep-monthly'],
    yearly: flags['keep-yearly'],
  }
  return Object.values(policy).every((rule) => rule === undefined) ? undefined : policy
}
