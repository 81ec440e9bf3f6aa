import { Flags } from '@oclif/core'
import { UsageError } from '../errors.ts'
import { unguarded } from './command-line.ts'

/** Who does it: `--actor`, else `ES_ACTOR`, else nobody. */
export const actorFlag = Flags.custom<string>({
  summary: 'who does it; ES_ACTOR when left out',
  helpValue: 'NAME',
  env: 'ES_ACTOR',
})

/** The position that a reading command reads at. */
export const atFlag = Flags.custom<string>({
  summary: 'read as of this revision; HEAD when left out',
  helpValue: 'REVISION',
})

/** Answers for the code that built what is stored. */
export const stale_flag = Flags.boolean({
  summary: 'where the code has changed: answer for the code that built what is stored',
})

/** A whole number from 0. */
export const countFlag = Flags.custom<number>({
  helpValue: 'N',
  parse: async (typed) => {
    const text = String(unguarded(typed))
    const count = Number(text)
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(count))
      throw new UsageError(`'${text}' is not a whole number`)
    return count
  },
})

/** An option that may be given several times; each takes exactly one value. */
export function repeatedFlag(options: { summary: string; helpValue: string; char?: 'm' | 's' | 't' | 'c' }) {
  return Flags.string({ ...options, multiple: true, multipleNonGreedy: true })
}
