import { type Bucket, bucketsOf, summaryOf } from '../analysis/durations.ts'
import type { Funnel, FunnelRequest } from '../analysis/funnel.ts'
import { alignedLines } from './aligned.ts'
import { bar } from './bars.ts'
import { durationText, exactDuration } from './duration-text.ts'
import type { JsonFields } from './json.ts'
import { counted, percent } from './stats-text.ts'
import type { Terminal } from './terminal.ts'

/** How the answer is told. */
export interface FunnelView {
  /** Count those that did not. */
  readonly isNegated: boolean
  /** The width of a histogram's buckets; no histogram when left out. */
  readonly bucketMs?: number | undefined
}

type Asked = Omit<FunnelRequest, 'range'>

const bar_width = 40

/** The answer in one line, then how soon, the steps where there are more than two, and what was left out. */
export function* funnelText(
  funnel: Funnel,
  asked: Asked,
  view: FunnelView,
  terminal: Terminal,
): IterableIterator<string> {
  yield answer(funnel, asked, view, terminal)
  yield* soonText(funnel, terminal)
  if (asked.steps.length > 2) yield* stepsText(funnel, terminal)
  if (view.bucketMs !== undefined)
    yield* histogramText(bucketsOf(funnel.durationsMs, view.bucketMs), terminal)
  const { open, withoutSubject } = funnel
  const { faint } = terminal.colours
  if (open > 0) yield faint(`${open} of them still had time after the last event of the range`)
  if (withoutSubject > 0)
    yield faint(`left out: ${counted(withoutSubject, 'event')} without ${terminal.safeLine(asked.by.text)}`)
}

/** `46.5%: of 1640 values of data.customerId with CustomerRegistered, 763 have EmailConfirmed at most 1m later` */
function answer(funnel: Funnel, asked: Asked, { isNegated }: FunnelView, terminal: Terminal): string {
  const { colours, safeLine } = terminal
  const { steps, anchor, withinMs, by, count } = asked
  const names = steps.map((type) => colours.type(safeLine(type)))
  const anchored = (anchor === 'first' ? names.shift() : names.pop()) ?? ''
  const subject = safeLine(by.text)
  const isStream = by.text === 'stream'
  const who =
    count === 'occurrences'
      ? `${funnel.asked} ${anchored}`
      : `${isStream ? counted(funnel.asked, 'stream') : `${counted(funnel.asked, 'value')} of ${subject}`} with ${anchored}`
  const same = count === 'occurrences' ? ` of the same ${subject}` : ''
  const when = withinMs === undefined ? '' : ` at most ${exactDuration(withinMs)}`
  const numerator = numeratorOf(funnel, isNegated)
  const share = colours.heading(percent(numerator, funnel.asked))
  const one = numerator === 1
  const have = isNegated ? `${one ? 'does' : 'do'} not have` : one ? 'has' : 'have'
  const then = `${names.join(', then ')}${same}${when} ${anchor === 'first' ? 'later' : 'before'}`
  return `${share}: of ${who}, ${numerator} ${have} ${then}`
}

function numeratorOf({ asked, completed }: Funnel, isNegated: boolean): number {
  return isNegated ? asked - completed : completed
}

function* soonText({ durationsMs }: Funnel, { colours }: Terminal): IterableIterator<string> {
  const summary = summaryOf(durationsMs)
  if (summary === undefined) return
  const { leastMs, tenthMs, medianMs, ninetiethMs, mostMs } = summary
  yield colours.faint(
    `how soon: ${durationText(leastMs)} to ${durationText(mostMs)}, median ${durationText(medianMs)}, ` +
      `a tenth within ${durationText(tenthMs)}, nine tenths within ${durationText(ninetiethMs)}`,
  )
}

function* stepsText(
  { steps, asked }: Funnel,
  { colours, safeLine, isTerminal }: Terminal,
): IterableIterator<string> {
  const rows = steps.map(({ type, events, reached }) => [
    safeLine(type),
    String(events),
    String(reached),
    percent(reached, asked),
    ...(isTerminal ? [colours.good(bar(reached, asked, bar_width))] : []),
  ])
  const head = ['step', 'events', 'reached', 'share']
  const [first = '', ...lines] = alignedLines([head, ...rows], ['left', 'right', 'right', 'right', 'left'])
  yield colours.heading(first)
  yield* lines
}

function* histogramText(
  buckets: Iterable<Bucket>,
  { colours, isTerminal }: Terminal,
): IterableIterator<string> {
  const all = [...buckets]
  const most = all.reduce((least, { count }) => Math.max(least, count), 0)
  const rows = all.map(({ fromMs, toMs, count }) => [
    `${exactDuration(fromMs)} to ${exactDuration(toMs)}`,
    String(count),
    ...(isTerminal ? [colours.good(bar(count, most, bar_width))] : []),
  ])
  const [first = '', ...lines] = alignedLines([['took', 'count'], ...rows], ['right', 'right', 'left'])
  yield colours.heading(first)
  yield* lines
}

export function funnelJson(funnel: Funnel, asked: Asked, { isNegated, bucketMs }: FunnelView): JsonFields {
  const { range, steps, open, withoutSubject, durationsMs } = funnel
  const numerator = numeratorOf(funnel, isNegated)
  const summary = summaryOf(durationsMs)
  return {
    range: { from: range.from, to: range.to },
    by: asked.by.text,
    anchor: asked.anchor,
    count: asked.count,
    not: isNegated,
    withinMs: asked.withinMs ?? null,
    numerator,
    denominator: funnel.asked,
    percent: funnel.asked === 0 ? null : (100 * numerator) / funnel.asked,
    open,
    withoutSubject,
    steps: steps.map(({ type, events, reached }) => ({ type, events, reached })),
    tookMs:
      summary === undefined
        ? null
        : {
            least: summary.leastMs,
            tenth: summary.tenthMs,
            median: summary.medianMs,
            ninetieth: summary.ninetiethMs,
            most: summary.mostMs,
          },
    ...(bucketMs === undefined ? {} : { buckets: bucketFields(durationsMs, bucketMs) }),
  }
}

function* bucketFields(durationsMs: readonly number[], bucketMs: number): IterableIterator<JsonFields> {
  for (const { fromMs, toMs, count } of bucketsOf(durationsMs, bucketMs)) yield { fromMs, toMs, count }
}
