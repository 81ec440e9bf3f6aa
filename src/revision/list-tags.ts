import { UsageError } from '../errors.ts'
import type { Tag } from '../store/refs.ts'
import { globPattern } from './glob.ts'

/** Which tags and in which order; all filters must hold. */
export interface TagQuery {
  /** One of them must fit: `*` for any text, `?` for one character, over the whole name. None: all names. */
  readonly patterns?: readonly string[]
  /** Only tags whose history holds this position. */
  readonly contains?: number | undefined
  /** Only tags at this position. */
  readonly pointsAt?: number | undefined
  /** `name` (the default), `version`, `position` or `time`; `-` before it turns the order. */
  readonly sort?: string | undefined
}

/** @param tags ordered by name; tags that are equal in the order asked for stay in that of their names. */
export function listTags(tags: readonly Tag[], query: TagQuery): Tag[] {
  const { patterns = [], contains, pointsAt, sort = 'name' } = query
  const matches = patterns.length === 0 ? undefined : globPattern(patterns)
  return tags
    .filter(({ name }) => matches === undefined || matches.test(name))
    .filter(({ position }) => contains === undefined || position >= contains)
    .filter(({ position }) => pointsAt === undefined || position === pointsAt)
    .sort(orderOf(sort))
}

type Order = (a: Tag, b: Tag) => number

const by_number = new Intl.Collator('en', { numeric: true })

/** git's own names are taken as well. */
const orders: Readonly<Record<string, Order>> = {
  name: () => 0,
  refname: () => 0,
  version: (a, b) => by_number.compare(a.name, b.name),
  'version:refname': (a, b) => by_number.compare(a.name, b.name),
  'v:refname': (a, b) => by_number.compare(a.name, b.name),
  position: (a, b) => a.position - b.position,
  time: (a, b) => a.taggedMs - b.taggedMs,
  taggerdate: (a, b) => a.taggedMs - b.taggedMs,
  creatordate: (a, b) => a.taggedMs - b.taggedMs,
}

function orderOf(sort: string): Order {
  const isReverse = sort.startsWith('-')
  const key = isReverse ? sort.slice(1) : sort
  const order = Object.hasOwn(orders, key) ? orders[key] : undefined
  if (order === undefined)
    throw new UsageError(`cannot sort tags by '${key}'`, { hint: 'by name, version, position or time' })
  if (!isReverse) return order
  return key.endsWith('name') && !key.includes(':')
    ? (a, b) => (a.name < b.name ? 1 : -1)
    : (a, b) => order(b, a)
}
