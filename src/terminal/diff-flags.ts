import { Flags } from '@oclif/core'
import type { Leniency } from '../diff/settle.ts'
import { UsageError } from '../errors.ts'
import type { DiffForm } from './diff-view.ts'
import { countFlag, repeatedFlag } from './flags.ts'

const toleranceFlag = Flags.custom<number>({
  helpValue: 'N',
  parse: async (text) => {
    const tolerance = Number(text)
    if (text.trim() === '' || !(tolerance >= 0) || tolerance === Number.POSITIVE_INFINITY)
      throw new UsageError(`'${text}' is not a number from 0`)
    return tolerance
  },
})

/** The options of every command that shows how documents differ. */
export const diff_flags = {
  stat: Flags.boolean({ summary: 'print how many lines of each document differ, and a summary' }),
  'name-only': Flags.boolean({ summary: 'print only which documents differ', exclusive: ['stat'] }),
  'name-status': Flags.boolean({
    summary: 'print which documents differ, and A (added), D (removed) or M (changed)',
    exclusive: ['stat', 'name-only'],
  }),
  null: Flags.boolean({ char: 'z', summary: 'with names: end each with a NUL, and quote nothing' }),
  unified: countFlag({ char: 'U', summary: 'show so many equal lines around a change; 3 when left out' }),
  ignore: repeatedFlag({
    helpValue: 'PATH',
    summary: "leave out a place in the documents: 'updatedAt', 'lines/*/price'",
  }),
  tolerance: toleranceFlag({ summary: 'take numbers for equal that differ by no more than N' }),
}

interface DiffFlags {
  readonly stat: boolean
  readonly 'name-only': boolean
  readonly 'name-status': boolean
  readonly null: boolean
  readonly unified?: number | undefined
  readonly ignore?: readonly string[] | undefined
  readonly tolerance?: number | undefined
}

/** @throws {UsageError} `-z` without names. */
export function diffForm(flags: DiffFlags): DiffForm {
  const names = flags['name-only'] ? 'names' : flags['name-status'] ? 'name-status' : undefined
  if (flags.null && names === undefined)
    throw new UsageError('-z needs --name-only or --name-status', {
      hint: 'for a program --json says everything',
    })
  if (names !== undefined) return { kind: names, forPrograms: flags.null }
  return flags.stat ? { kind: 'stat' } : { kind: 'text', contextLines: flags.unified ?? 3 }
}

export function leniencyOf({ ignore, tolerance }: DiffFlags): Leniency {
  return { ...(ignore === undefined ? {} : { ignore }), ...(tolerance === undefined ? {} : { tolerance }) }
}
