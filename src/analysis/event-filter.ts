import { globPattern } from '../revision/glob.ts'
import { knownText } from '../revision/meta.ts'
import { categoryOf, type EventColumns } from '../store/event.ts'

/** Which events are counted: every filter that is given must hold; of several values of one, any. */
export interface CountedEvents {
  /** Names or globs: `*` for any text, `?` for one character. */
  readonly types?: readonly string[] | undefined
  readonly streams?: readonly string[] | undefined
  readonly categories?: readonly string[] | undefined
  readonly actors?: readonly string[] | undefined
}

export type ColumnFilter = (run: EventColumns, index: number) => boolean

/** A test of events in columns; names are looked at once each. Undefined when every event passes. */
export function columnFilter(counted: CountedEvents): ColumnFilter | undefined {
  const filters: ColumnFilter[] = []
  const { types, streams, categories, actors } = counted
  if (types !== undefined) {
    const isWanted = remembered(matcher(types))
    filters.push((run, index) => isWanted(run.typeIds[index] as number, (id) => run.typeName(id)))
  }
  if (streams !== undefined || categories !== undefined) {
    const fits = streams === undefined ? () => true : matcher(streams)
    const isWanted = remembered((name) => fits(name) && (categories?.includes(categoryOf(name)) ?? true))
    filters.push((run, index) => isWanted(run.streamIds[index] as number, (id) => run.streamName(id)))
  }
  if (actors !== undefined)
    filters.push((run, index) => {
      const actor = knownText(run.metaJson(index), 'actor')
      return actor !== undefined && actors.includes(actor)
    })
  if (filters.length === 0) return undefined
  return (run, index) => filters.every((holds) => holds(run, index))
}

/** A name is taken for what it is before it is taken for a glob: a stream may be called `a*`. */
function matcher(names: readonly string[]): (name: string) => boolean {
  const exact = new Set(names)
  const pattern = globPattern(names)
  return (name) => exact.has(name) || pattern.test(name)
}

function remembered(
  test: (name: string) => boolean,
): (id: number, nameOf: (id: number) => string) => boolean {
  const answers: (boolean | undefined)[] = []
  return (id, nameOf) => {
    answers[id] ??= test(nameOf(id))
    return answers[id]
  }
}
