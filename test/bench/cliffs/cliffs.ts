import type { NewEvent } from '../../../src/store/event.ts'

/** A cost that must not grow faster than what it is asked about. */
export interface Cliff {
  readonly name: string
  /** What the size counts; size 1 is so many of them. */
  readonly unit: string
  readonly base: number
  /** The exponent of the growth that is held; undefined: known to be higher, printed only. */
  readonly most: number | undefined
  /** The text of the projection `p`. */
  readonly projection: string
  readonly events: (size: number) => Iterable<NewEvent>
  /** Command lines that are run before, and not measured. */
  readonly before?: readonly (readonly string[])[]
  readonly words: readonly string[] | ((size: number) => readonly string[])
  /** Measure the bytes of the read model over those of the log instead of time. */
  readonly isSpace?: boolean
}

const linear = 1.1

const counted = `export default { init: () => ({ n: 0 }), on: { T: (s, { data }) => { s.n = data.n } } }`
const listed = `export default { init: () => ({ items: [] }), on: { T: (s, { data }) => { s.items.push(data) } } }`
const spread = `export default {
  key: (event) => event.data.keys,
  init: () => ({ n: 0 }),
  on: { T: (s) => { s.n++ } },
}`

const rebuilt = [['rebuild-projection', 'p']]
const tagged = [...rebuilt, ['tag', 'start', 'HEAD~1']]

/** An event for each number, in the stream that `streamOf` gives it. */
function events(count: number, streamOf: (n: number) => string): Iterable<NewEvent> {
  return Array.from({ length: count }, (_, n) => ({
    stream: streamOf(n),
    type: 'T',
    json: JSON.stringify({ n, sku: `A-${n % 977}`, quantity: n % 7 }),
  }))
}

const one = (size: number) => events(size, () => 's-1')
const each = (size: number) => events(size, (n) => `s-${n}`)
const hundred = (size: number) => events(size, (n) => `s-${n % 100}`)

function manyKeys(size: number): Iterable<NewEvent> {
  return Array.from({ length: 200 }, (_, n) => ({
    stream: 's-1',
    type: 'T',
    json: JSON.stringify({ keys: Array.from({ length: size }, (_, at) => `k-${at + n}`) }),
  }))
}

const list = { unit: 'events of a document', base: 1_000, projection: listed, events: one }
const stored = { unit: 'events', base: 8_000, projection: counted, events: hundred, before: rebuilt }
const streams = { unit: 'streams', base: 8_000, projection: counted, events: each, before: rebuilt }

export const cliffs: readonly Cliff[] = [
  {
    ...list,
    name: 'bytes of a growing list over its log',
    words: ['rebuild-projection', 'p'],
    isSpace: true,
    most: linear,
  },
  { ...list, name: 'rebuild of a growing list', words: ['rebuild-projection', 'p'], most: linear },
  {
    ...list,
    name: 'log -S, not stored',
    projection: counted,
    words: ['log', '-S', 'p/s-1/n=5', '--count'],
    most: linear,
  },
  { ...list, name: 'log -p, not stored', projection: counted, words: ['log', '-p'], most: linear },
  { ...list, name: 'log -p -n 3 of a list', words: ['log', '-p', '-n', '3'], before: rebuilt, most: linear },
  {
    ...list,
    name: 'blame of a list',
    base: 300,
    words: ['blame', 'p/s-1'],
    before: rebuilt,
    most: undefined,
  },
  {
    ...list,
    name: 'bisect --first, not stored',
    projection: counted,
    words: (size) => ['bisect', '--first', '--expr', `state.p["s-1"].n == ${size - 1}`],
    most: linear,
  },
  { ...streams, name: 'ls p --at 10', words: ['ls', 'p', '--at', '10'], most: 0.5 },
  { ...stored, name: 'log --stat', words: ['log', '--stat'], most: linear },
  { ...streams, name: 'checkout', base: 1_000, words: ['checkout', 'main'], before: tagged, most: linear },
  { ...streams, name: 'fsck', words: ['fsck'], most: linear },
  { ...streams, name: 'rebuild --verify', words: ['rebuild-projection', 'p', '--verify'], most: linear },
  { ...streams, name: 'rebuild', words: ['rebuild-projection', 'p', '--force'], most: linear },
  { ...streams, name: 'backup', words: ['backup', 'copy'], most: linear },
  { ...streams, name: 'compact', words: ['compact'], most: linear },
  {
    name: 'cat, many keys an event',
    unit: 'keys an event',
    base: 64,
    projection: spread,
    events: manyKeys,
    words: ['cat', 'p/k-30'],
    most: linear,
  },
]
