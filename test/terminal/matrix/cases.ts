/** A command line in one situation, and the exit status that it must have. */
export interface Case {
  readonly words: readonly string[]
  readonly status: number
  /** The folder that it runs in. */
  readonly place: Place
  readonly stdin?: string
  /** 0 or 1 and a result, or a result and the status of a failure: `fsck` says of damage what it found. */
  readonly hasResult: boolean
  /** It fails, and yet says in a pipe how far it came. */
  readonly reports?: boolean
}

export type Place = 'empty' | 'one' | 'many' | 'damaged' | 'broken' | 'nowhere'

export const situations = ['empty', 'one', 'many', 'error'] as const
export type Situation = (typeof situations)[number]

type Row = Readonly<Record<Situation, Case>>

interface Details {
  readonly status?: number
  readonly place?: Place
  readonly stdin?: string
  readonly hasResult?: boolean
  readonly reports?: boolean
}

/** @param line words between spaces; what is in single quotes is one word. */
function run(line: string, details: Details = {}): Omit<Case, 'place'> & { place?: Place } {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  const { status = 0, hasResult = status <= 1, ...rest } = details
  return { words, status, hasResult, ...rest }
}

type Given = ReturnType<typeof run>

/** In the store that the situation names; an error in the one with many events. */
function row(given: Readonly<Record<Situation, Given>>): Row {
  const at = (situation: Situation): Case => ({
    place: situation === 'error' ? 'many' : situation,
    ...given[situation],
  })
  return { empty: at('empty'), one: at('one'), many: at('many'), error: at('error') }
}

/** The same command line wherever there is no error. */
function same(line: string, error: Given, unlike: Partial<Record<Situation, Given>> = {}): Row {
  const given = run(line)
  return row({ empty: given, one: given, many: given, error, ...unlike })
}

const not_found = { status: 3 }
const usage = { status: 2 }
const event_line = '{"stream":"cart-9","type":"ItemAdded","data":{"sku":"Z"}}\n'

export const rows: Readonly<Record<string, Row>> = {
  append: row({
    empty: run(`append cart-1 ItemAdded '{"sku":"A"}'`),
    one: run('append - --dry-run', { stdin: event_line }),
    many: run('append -', { stdin: event_line.repeat(3) }),
    error: run('append cart-1 ItemAdded --expect 99', { status: 4 }),
  }),
  backup: same('backup copy', run('backup projections', { status: 8 })),
  bisect: row({
    empty: run('bisect --expr true', usage),
    one: run(`bisect --expr 'size(state.carts["cart-1"].items) > 0'`),
    many: run(`bisect --first --expr 'size(state.carts["cart-1"].items) > 3'`),
    error: run('bisect --expr 1+', usage),
  }),
  blame: row({
    empty: run('blame carts/cart-1', not_found),
    one: run('blame carts/cart-1'),
    many: run('blame carts/cart-1'),
    error: run('blame carts/nobody', not_found),
  }),
  cat: row({
    empty: run('cat carts/cart-1', not_found),
    one: run('cat carts/cart-1'),
    many: run('cat v1:carts/cart-1/items'),
    error: run('cat carts/cart-1/nothing', not_found),
  }),
  checkout: same('checkout', run('checkout as-of v9', not_found)),
  compact: same('compact', run('compact', { status: 6, place: 'damaged' })),
  completion: same('completion bash', run('completion csh', usage)),
  demo: same('demo shop', run('demo projections', { status: 8 })),
  describe: row({
    empty: run('describe', not_found),
    one: run('describe --always'),
    many: run('describe'),
    error: run('describe HEAD --match zork', not_found),
  }),
  diff: row({
    empty: run('diff ROOT'),
    one: run('diff ROOT --exit-code', { status: 1 }),
    many: run('diff v1 HEAD --events'),
    error: run('diff v9', not_found),
  }),
  export: same('export', run('export v1..v9', not_found)),
  fsck: same('fsck', run('fsck', { status: 6, place: 'damaged', hasResult: true })),
  funnel: same('funnel ItemAdded CartEmptied --bucket 1m', run('funnel ItemAdded', usage)),
  help: row({
    empty: run('help', { place: 'nowhere' }),
    one: run('help log', { place: 'nowhere' }),
    many: run('help errors', { place: 'nowhere' }),
    error: run('help zork', usage),
  }),
  import: row({
    empty: run('import nothing.jsonl'),
    one: run('import event.jsonl --dry-run'),
    many: run('import -', { stdin: event_line.repeat(3) }),
    error: run('import garbage.jsonl', usage),
  }),
  info: same('info', run('info', { ...not_found, place: 'nowhere' })),
  init: row({
    empty: run('init', { place: 'nowhere' }),
    one: run('init deep/shop'),
    many: run('init'),
    error: run('init event.jsonl', { status: 8 }),
  }),
  log: same('log', run('log v9', not_found), {
    one: run('log -p'),
    many: run('log --stat'),
  }),
  ls: row({
    empty: run('ls carts'),
    one: run('ls carts'),
    many: run('ls carts'),
    error: run('ls zork', not_found),
  }),
  'rebuild-projection': same(
    'rebuild-projection --all',
    run('rebuild-projection broken', { status: 7, place: 'broken', reports: true }),
    {
      many: run('rebuild-projection carts --verify'),
    },
  ),
  redo: row({
    empty: run('redo', not_found),
    one: run('redo', not_found),
    many: run('redo'),
    error: run('redo zork', usage),
  }),
  reflog: same('reflog', run('reflog zork', not_found)),
  repair: same('repair saved', run('repair projections', { status: 8 })),
  'rev-parse': row({
    empty: run('rev-parse HEAD'),
    one: run('rev-parse -q v9', { status: 1 }),
    many: run('rev-parse 2020-01-01'),
    error: run('rev-parse HEAD^^2', usage),
  }),
  show: row({
    empty: run('show HEAD', not_found),
    one: run('show HEAD --changes'),
    many: run('show HEAD'),
    error: run('show 9999', not_found),
  }),
  snapshot: row({
    empty: run('snapshot list'),
    one: run('snapshot'),
    many: run('snapshot --at v1'),
    error: run('snapshot zork', not_found),
  }),
  stats: same('stats', run('stats v9', not_found)),
  status: same('status', run('status', { status: 6, place: 'damaged' })),
  tag: row({
    empty: run('tag -l'),
    one: run('tag v1'),
    many: run('tag --verify'),
    error: run('tag v1', { status: 4 }),
  }),
  try: row({
    empty: run('try -f nothing.jsonl'),
    one: run('try -f event.jsonl'),
    many: run('try -f - --diff', { stdin: event_line.repeat(3) }),
    error: run('try -f garbage.jsonl', usage),
  }),
  // Without --print it needs a person.
  ui: same('ui --print', run('ui v9 --print', not_found)),
  undo: row({
    empty: run('undo', not_found),
    one: run('undo', not_found),
    many: run('undo'),
    error: run('undo zork', usage),
  }),
}
