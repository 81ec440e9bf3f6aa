import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeTag } from '../../src/revision/make-tag.ts'
import { Store } from '../../src/store/store.ts'
import { shellWords } from '../../src/terminal/completion/shell-words.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'
import { hasShell, openShell, type TypedShell } from './typed-shell.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')

/** A folder with a store: three streams, two types, three tags, a projection. */
async function shop(): Promise<string> {
  const place = temporaryFolder()
  const { directory } = Store.init(place)
  const store = Store.open(directory, { readOnly: false, ambient: countingAmbient() })
  for (const [stream, type] of [
    ['order-1', 'Placed'],
    ['my order', 'Placed'],
    ['cart-7', 'ItemAdded'],
  ] as const)
    store.log.append({ events: [{ stream, type }] })
  const hostile = ['order-1\u001b[2J', 'order-\u202e1']
  store.log.append({ events: hostile.map((stream) => ({ stream, type: 'Placed' })) })
  for (const [name, position, message] of [
    ['v1.0', 3, 'first one'],
    ['v1.10', 3],
    ['release', 1],
  ] as const) {
    const cause = { actor: undefined, command: 'es tag', timeMs: 0 }
    makeTag(store.log, store.refs, { name, position, message, models: [], force: false, cause })
  }
  await store.close()
  mkdirSync(join(place, 'projections'))
  const code = 'export default { init: () => ({ n: 0 }), on: { Placed: ({ n }) => ({ n: n + 1 }) } }'
  writeFileSync(join(place, 'projections/orders.js'), code)
  return place
}

/** What the program answers to the words, without descriptions. */
function answers(place: string, ...words: string[]): string[] {
  const run = spawnSync(process.execPath, [bin, '__complete', 'fish', ...words], {
    cwd: place,
    encoding: 'utf8',
  })
  expect([run.stderr, run.status]).toEqual(['', 0])
  return run.stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t', 1)[0]!)
}

test('commands, with what they are for', async () => {
  const place = await shop()
  const run = spawnSync(process.execPath, [bin, '__complete', 'zsh', 'rev'], { cwd: place, encoding: 'utf8' })

  expect(run.stdout).toBe('rev-parse\tprint the position that a revision names\n')
  expect(answers(place, 're')).toEqual(
    expect.arrayContaining(['rebuild-projection', 'redo', 'reflog', 'rev-parse']),
  )
  expect(answers(place, '--store', place, 'und')).toEqual(['undo'])
})

test.each([
  [
    ['show', ''],
    ['HEAD', 'ROOT', 'main', 'release', 'v1.0', 'v1.10'],
  ],
  [
    ['show', 'v1'],
    ['v1.0', 'v1.10'],
  ],
  [
    ['log', 'v1.0..v'],
    ['v1.0..v1.0', 'v1.0..v1.10'],
  ],
  [['log', 'order'], ['order-1@']],
  [['log', '--', 'c'], ['cart-7']],
  [['log', '--', 'order'], ['order-1']],
  [['log', '--at', 'rel'], ['release']],
  [['log', '--at=rel'], ['--at=release']],
  [
    ['log', '--type', ''],
    ['ItemAdded', 'Placed'],
  ],
  [['log', '--category', 'c'], ['cart']],
  [['log', '--onel'], ['--oneline']],
  [['log', '--oneline', '--onel'], []],
  [['append', 'my'], ['my order']],
  [['append', 'cart-7', 'It'], ['ItemAdded']],
  [['append', 'cart-7', 'ItemAdded', ''], []],
  [
    ['tag', '-d', 'v1.0', 'v'],
    ['v1.0', 'v1.10'],
  ],
  [['checkout', 'as'], ['as-of']],
  [['checkout', 'as-of', 'rel'], ['release']],
  [['cat', 'o'], ['orders/']],
  [['cat', 'v1.0:'], ['v1.0:orders/']],
  [['rebuild-projection', ''], ['orders']],
  [['rebuild', ''], ['orders']],
  [
    ['snapshot', ''],
    ['list', 'prune', 'orders'],
  ],
  [['diff', 'v1.0', 'v1.1'], ['v1.10']],
  [['reflog', 'H'], ['HEAD']],
  [['help', 'fsc'], ['fsck']],
  [['completion', 'z'], ['zsh']],
  [['import', ''], [':files']],
  [['--store', ''], [':folders']],
  [['no-such-command', ''], []],
])('%j', async (words, expected) => {
  expect(answers(await shop(), ...words)).toEqual(expected)
})

test('without a store there are commands and options, and no error', () => {
  const place = temporaryFolder()

  expect(answers(place, 'show', '')).toEqual([])
  expect(answers(place, 'show', '--de')).toEqual(['--debug'])
})

test.each([
  ['es show v1', ['es', 'show', 'v1'], undefined],
  ['es  show ', ['es', 'show', ''], undefined],
  [`es log -- 'my or`, ['es', 'log', '--', 'my or'], "'"],
  ['es log -- my\\ or', ['es', 'log', '--', 'my or'], undefined],
  [`es append "a\\"b$" 'c'd`, ['es', 'append', 'a"b$', 'cd'], undefined],
  [`es append ''`, ['es', 'append', ''], undefined],
])('the words of %s', (line, words, quote) => {
  expect(shellWords(line)).toEqual({ words, quote })
})

const shells: readonly TypedShell[] = ['bash', 'zsh', 'fish']
const requires_all = process.env.ES_TEST_REQUIRE_ALL === '1'
const is_there = (shell: TypedShell): boolean => requires_all || hasShell(shell)

// Goal: it works where people type. Method: real shells on terminals of their own, keys, and what the
// completed command then prints. `npm test` skips the shells that are not installed; .ci/run installs them.
describe('a tab completes', () => {
  for (const shell of shells)
    test.skipIf(!is_there(shell))(`in ${shell}`, { timeout: 120_000 }, async () => {
      const { type } = await openShell(shell, await shop())

      expect(await type('es sho\tv1.1\t\n')).toContain('3 cart-7@1 ItemAdded')
      expect(await type('es cat rel\torders/order-1\n')).toMatch(/"n": ?1/)
      expect(await type('es log --onel\t -- my\t\n')).toContain('2 stream:my%20order@1 Placed')
      expect(await type('es log --ty\tIt\t --count\n')).toMatch(/^1\s*$/m)
      expect(await type('es rev-parse my\t\x15es rev-parse cart\t1\n')).toMatch(/^3\s*$/m)
    })
})
