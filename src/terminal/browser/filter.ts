import { UsageError } from '../../errors.ts'
import type { EventSelection } from '../../revision/event-selection.ts'
import { selectionOf } from '../log-selection.ts'

const names = ['type', 'stream', 'category', 'actor', 'since', 'until'] as const
type FilterName = (typeof names)[number]

const words = /(\w+)=("[^"]*"|\S*)|(\S+)/g

/**
 * Reads a filter as it is typed: `type=OrderPaid stream=order-*`; a value with spaces stands in double quotes. A name
 * that is given twice: either value. Undefined for nothing typed.
 * @throws {UsageError} {@link TimeInvalidError}
 */
export function parseFilter(text: string, nowMs: number): EventSelection | undefined {
  const values: Partial<Record<FilterName, string[]>> = {}
  for (const [word, name, value = ''] of text.matchAll(words)) {
    if (!isName(name))
      throw new UsageError(`'${word}' is no filter: write ${names.map((each) => `${each}=`).join(' ')}`)
    values[name] = [...(values[name] ?? []), value.replace(/^"(.*)"$/s, '$1')]
  }
  if (Object.keys(values).length === 0) return undefined
  const { since, until, ...others } = values
  return selectionOf({ ...others, since: since?.at(-1), until: until?.at(-1) }, undefined, nowMs)
}

function isName(name: string | undefined): name is FilterName {
  return (names as readonly (string | undefined)[]).includes(name)
}

/** A test for a search: case counts only where a capital was typed. */
export function searchTest(typed: string): (text: string) => boolean {
  if (typed !== typed.toLowerCase()) return (text) => text.includes(typed)
  return (text) => text.toLowerCase().includes(typed)
}
