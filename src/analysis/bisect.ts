import { UsageError } from '../errors.ts'
import type { PositionRange } from '../revision/select-events.ts'

/** Whether something is so at a position; `skip`: that cannot be told there. */
export type Answer = 'so' | 'not' | 'skip'

/** Asks at a position from 0. */
export type Probe = (position: number) => Answer | Promise<Answer>

export type BisectOutcome =
  /** `position` is the first event after the range's beginning at which it is so. */
  | { readonly kind: 'found'; readonly position: number }
  /** It is so at the beginning of the range already, or not at its end. */
  | { readonly kind: 'already' | 'never' }
  /** One of these is the first: what could tell them apart was skipped. */
  | { readonly kind: 'unclear'; readonly suspects: PositionRange }

export interface BisectResult {
  readonly outcome: BisectOutcome
  /** How often it was asked between the two ends. */
  readonly probes: number
  /** Positions at which it could not be told, ascending. */
  readonly skipped: readonly number[]
}

/**
 * The first event of a range at which something became so, in about log2 of as many probes as there are events. Both
 * ends are asked first. Right when the answer changes once in the range; otherwise one of the changes is found.
 * @throws {UsageError} the range is empty, or an end is skipped; and whatever a probe throws.
 */
export async function bisect({ from, to }: PositionRange, probe: Probe): Promise<BisectResult> {
  requireEvents({ from, to })
  const skipped = new Set<number>()
  let probes = 0
  const result = (outcome: BisectOutcome): BisectResult => {
    return { outcome, probes, skipped: [...skipped].sort((a, b) => a - b) }
  }
  if ((await atEnd(probe, from)) === 'so') return result({ kind: 'already' })
  if ((await atEnd(probe, to)) === 'not') return result({ kind: 'never' })
  let [not, so] = [from, to]
  while (so - not > 1) {
    const middle = nearestOf(not, so, skipped)
    if (middle === undefined) return result({ kind: 'unclear', suspects: { from: not, to: so } })
    probes++
    const answer = await probe(middle)
    if (answer === 'skip') skipped.add(middle)
    else if (answer === 'so') so = middle
    else not = middle
  }
  return result({ kind: 'found', position: so })
}

function requireEvents({ from, to }: PositionRange): void {
  if (from >= to)
    throw new UsageError(`there are no events after ${from} up to ${to}`, {
      hint: "write the range 'A..B', the earlier revision first",
    })
}

async function atEnd(probe: Probe, position: number): Promise<'so' | 'not'> {
  const answer = await probe(position)
  if (answer === 'skip')
    throw new UsageError(`it cannot be told at ${position}, an end of the range`, {
      hint: 'choose another end',
    })
  return answer
}

/** Of the positions between two others that are not skipped, the one nearest to the middle. */
function nearestOf(after: number, before: number, skipped: ReadonlySet<number>): number | undefined {
  const middle = Math.floor((after + before) / 2)
  for (let away = 0; away < before - after; away++)
    for (const position of [middle + away, middle - away])
      if (position > after && position < before && !skipped.has(position)) return position
  return undefined
}

/**
 * The first event of a range at which something is so, asked one after the other: right however often the answer
 * changes.
 * @param next the next position after this one at which the answer may be another; the next one when left out.
 */
export async function scan(
  { from, to }: PositionRange,
  probe: Probe,
  next: (position: number) => number = (position) => position + 1,
): Promise<BisectResult> {
  requireEvents({ from, to })
  const skipped: number[] = []
  let probes = 0
  for (let position = from + 1; position <= to; position = next(position)) {
    probes++
    const answer = await probe(position)
    if (answer === 'so') return { outcome: { kind: 'found', position }, probes, skipped }
    if (answer === 'skip') skipped.push(position)
  }
  return { outcome: { kind: 'never' }, probes, skipped }
}
