import { categoryOf, type RecordedEvent } from '../store/event.ts'
import type { EventSelection } from './event-selection.ts'
import { globPattern, isGlob } from './glob.ts'
import { metaText } from './meta.ts'
import { someText } from './search.ts'

export type EventPredicate = (event: RecordedEvent) => boolean

/** Whether an event is selected, asked of the event alone: for events that come from no index. */
export function eventPredicate(selection: EventSelection): EventPredicate {
  const { types, categories, sinceMs, untilMs } = selection
  const streams = streamNames(selection)
  const predicates = predicatesOf(selection)
  if (streams?.every(({ glob }) => !glob)) {
    const names = new Set(streams.map(({ name }) => name))
    predicates.unshift(({ stream }) => names.has(stream))
  }
  if (types !== undefined && !types.some(isGlob)) predicates.unshift(({ type }) => types.includes(type))
  if (categories !== undefined) predicates.unshift(({ stream }) => categories.includes(categoryOf(stream)))
  if (sinceMs !== undefined) predicates.unshift(({ timeMs }) => timeMs >= sinceMs)
  if (untilMs !== undefined) predicates.unshift(({ timeMs }) => timeMs <= untilMs)
  return (event) => predicates.every((holds) => holds(event))
}

/** The part of a selection that no index of the log answers, cheapest first. */
export function predicatesOf(selection: EventSelection): EventPredicate[] {
  const { types, actors, correlations, text, where } = selection
  const predicates: EventPredicate[] = []
  const streams = streamNames(selection)
  if (streams?.some(({ glob }) => glob)) {
    const names = new Set(streams.filter(({ glob }) => !glob).map(({ name }) => name))
    const pattern = globPattern(streams.filter(({ glob }) => glob).map(({ name }) => name))
    predicates.push(({ stream }) => names.has(stream) || pattern.test(stream))
  }
  if (types?.some(isGlob)) {
    const pattern = globPattern(types)
    predicates.push(({ type }) => pattern.test(type))
  }
  if (actors !== undefined) predicates.push((event) => includes(actors, metaText(event, 'actor')))
  if (correlations !== undefined)
    predicates.push((event) => includes(correlations, metaText(event, 'correlationId')))
  if (text !== undefined) predicates.push((event) => someText(event, text))
  if (where !== undefined) predicates.push(where)
  return predicates
}

/** Names as they are, and those that are globs; undefined when every stream is meant. */
export function streamNames({
  streams,
  streamGlobs,
}: EventSelection): { readonly name: string; readonly glob: boolean }[] | undefined {
  if (streams === undefined && streamGlobs === undefined) return undefined
  const exact = (streams ?? []).map((name) => ({ name, glob: false }))
  return [...exact, ...(streamGlobs ?? []).map((name) => ({ name, glob: isGlob(name) }))]
}

function includes(values: readonly string[], value: string | undefined): boolean {
  return value !== undefined && values.includes(value)
}
