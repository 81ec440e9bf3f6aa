import { categoryOf, type ReadQuery } from '../store/event.ts'

/** Which streams a projection reads, and how much of that the log's indexes can narrow by themselves. */
export interface StreamFilter {
  /** Decides; the query only narrows. */
  readonly includes: (stream: string) => boolean
  readonly query: Pick<ReadQuery, 'streams' | 'categories'>
}

/**
 * @param globs `*` stands for any text, also none; everything else for itself; over the whole name. Undefined: all.
 */
export function streamFilter(globs: readonly string[] | undefined): StreamFilter {
  if (globs === undefined || globs.includes('*')) return { includes: () => true, query: {} }
  const patterns = globs.map((glob) => glob.split('*'))
  const known = new Map<string, boolean>()
  const includes = (stream: string) => {
    let answer = known.get(stream)
    if (answer === undefined) {
      answer = patterns.some((literals) => fits(stream, literals))
      known.set(stream, answer)
    }
    return answer
  }
  return { includes, query: queryOf(globs) }
}

/** Whether a name is these literals with any text between them. The leftmost place of each is always good enough. */
function fits(name: string, literals: readonly string[]): boolean {
  const first = literals[0] as string
  const last = literals.at(-1) as string
  if (literals.length === 1) return name === first
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last))
    return false
  let from = first.length
  for (const literal of literals.slice(1, -1)) {
    const at = name.indexOf(literal, from)
    if (at === -1) return false
    from = at + literal.length
  }
  return from <= name.length - last.length
}

function queryOf(globs: readonly string[]): Pick<ReadQuery, 'streams' | 'categories'> {
  if (globs.every((glob) => !glob.includes('*'))) return { streams: globs }
  const categories = globs.map(categoryOfGlob)
  return categories.every((category) => category !== undefined)
    ? { categories: [...new Set(categories)] }
    : {}
}

/** The category that holds every stream that a glob can name: `order-*` and `order-4*` are of `order`. */
function categoryOfGlob(glob: string): string | undefined {
  const literal = glob.split('*', 1)[0] as string
  return literal.includes('-') || literal === glob ? categoryOf(literal) : undefined
}
