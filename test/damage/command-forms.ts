import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run-program.ts'

/** One command line, and whether it may change what it runs in. */
export interface Form {
  readonly words: readonly string[]
  readonly writes: boolean
}

/** Command lines that read, by command, which between them read every table in every way. */
const reading: Readonly<Record<string, readonly string[]>> = {
  bisect: [
    '--expr|state.orders["order-3"].totalCents > 90000',
    '--first|--expr|state.orders["order-3"].paid > 1',
  ],
  blame: ['orders/order-9'],
  cat: ['orders/order-7|--at|1900', 'notes/order-7', 'v2:orders/order-5/items', 'orders/order-8|--json'],
  describe: ['', '1700', '--exact-match|v1'],
  diff: [
    'v1|v2|--json',
    '--name-status|100..2000',
    'v2|--stat',
    'v1|v2|--|orders/order-3',
    '--code|projections|other|--stat',
  ],
  export: ['', '900..1000'],
  fsck: ['', '--jsonl'],
  funnel: ['OrderPlaced|OrderPaid'],
  info: ['', '--json'],
  log: [
    '-n|5000',
    '--jsonl|--reverse|--|order-3|order-17',
    '--type|OrderPaid|--oneline',
    '-S|orders/order-3/paid=3|--oneline|ROOT..900',
    '-p|-n|20',
    '--stat|-n|20',
    '--grep|item-1[0-3]"|--oneline',
    '--actor|bob|--count',
    '--since|2026-01-01T00:20:00Z|--format|%H %s',
    '-p|--|order-4',
  ],
  ls: ['orders|--at|1000', 'orders', '', '--at|v1'],
  'rebuild-projection': ['--verify|--all'],
  reflog: ['', 'v1'],
  'rev-parse': ['v1~3', '2026-01-01T00:10:00Z', ':/item-77', 'order-5@12'],
  show: ['id:own-1230', 'order-5@40|--changes', 'v2|--json'],
  snapshot: ['list'],
  stats: ['', '--by|actor'],
  status: ['--exit-code', '--json'],
  tag: ['-l|-n', '--verify', '--points-at|1000', '--contains|900'],
  try: ['--at|1500|-f|more.jsonl|--diff'],
  ui: ['--print'],
}

/** Command lines that write. Each begins with the file as it was damaged. */
const writing: Readonly<Record<string, readonly string[]>> = {
  append: ['order-3|OrderPaid|{}', 'new-1|OrderPaid|{}'],
  backup: ['copy'],
  checkout: ['as-of|1200'],
  compact: [''],
  import: ['more.jsonl'],
  init: [''],
  'rebuild-projection': ['--all', '--force|orders'],
  redo: [''],
  snapshot: ['--at|1800', 'prune|--keep-last|1'],
  tag: ['v9', '-d|v1', '-f|v2|1700'],
  undo: [''],
}

/** They have nothing to do with a store that is there, or are for damaged ones. */
const others = ['completion', 'demo', 'help', 'repair']

export const forms: readonly Form[] = [
  ...formsOf(reading, { writes: false }),
  ...formsOf(writing, { writes: true }),
]

function formsOf(by: Readonly<Record<string, readonly string[]>>, { writes }: { writes: boolean }): Form[] {
  return Object.entries(by).flatMap(([command, lines]) =>
    lines.map((line) => ({ words: [command, ...line.split('|').filter((word) => word !== '')], writes })),
  )
}

/** Commands of the built program that nothing here runs or leaves out by name, and names here that are none. */
export function unknownCommands(): string[] {
  const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'))
  const named = new Set([...Object.keys(reading), ...Object.keys(writing), ...others])
  const built = new Set(Object.keys(commands))
  return [...built, ...named].filter((name) => !(built.has(name) && named.has(name)))
}
