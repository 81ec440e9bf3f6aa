import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isInstalled } from '../../src/terminal/installed.ts'
import { programCopy } from '../support/program-copy.ts'
import { temporaryFolder } from '../support/stores.ts'

function installed(): string {
  return programCopy(join(temporaryFolder(), 'eventvcs'), ['dist/ui'])
}

function es(program: string, words: readonly string[], home = temporaryFolder()): string {
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: '' }
  return execFileSync(process.execPath, [join(program, 'bin/es.js'), ...words], { encoding: 'utf8', env })
}

function cached(program: string): string[] {
  return readdirSync(join(program, 'dist/cache'))
}

test('what V8 compiled is kept for each command, and used again', () => {
  const program = installed()
  const store = temporaryFolder()
  es(program, ['init', store])
  es(program, ['--store', store, '--json', 'log'])
  const [init, log] = cached(program)
  const before = readFileSync(join(program, 'dist/cache', log!))

  expect(init).toMatch(new RegExp(`^[0-9a-f]{16}-${process.version}-${process.arch}-init$`))
  expect(log).toMatch(/-log$/)
  expect(es(program, ['log', '--store', store, '--count'])).toBe('0\n')
  expect(readFileSync(join(program, 'dist/cache', log!)).equals(before)).toBe(true)
})

test.each(['', 'no code at all', '\0'.repeat(500_000)])('a cache that is damaged is made anew', (damage) => {
  const program = installed()
  const store = temporaryFolder()
  es(program, ['init', store])
  const [init] = cached(program)
  writeFileSync(join(program, 'dist/cache', init!), damage)

  expect(es(program, ['init', store])).toContain('already')
  expect(readFileSync(join(program, 'dist/cache', init!)).length).toBeGreaterThan(100_000)
})

test('where the package cannot be written, the cache is in the home folder; else there is none', () => {
  const program = installed()
  const [home, store] = [temporaryFolder(), temporaryFolder()]
  writeFileSync(join(program, 'dist/cache'), 'in the way')

  es(program, ['init', store], home)
  expect(readdirSync(join(home, '.cache/eventvcs'))).toHaveLength(1)

  rmSync(join(home, '.cache'), { recursive: true })
  writeFileSync(join(home, '.cache'), 'in the way')
  expect(es(program, ['init', store], home)).toContain('already')
})

test('a cache that others may write is not used', () => {
  const program = installed()
  const [home, store] = [temporaryFolder(), temporaryFolder()]
  writeFileSync(join(program, 'dist/cache'), 'in the way')
  mkdirSync(join(home, '.cache/eventvcs'), { recursive: true })
  execFileSync('chmod', ['777', join(home, '.cache/eventvcs')])

  es(program, ['init', store], home)

  expect(readdirSync(join(home, '.cache/eventvcs'))).toEqual([])
})

test('a word that is no command leaves nothing', () => {
  const program = installed()
  spawnSync(process.execPath, [join(program, 'bin/es.js'), 'lgo'], { env: { HOME: temporaryFolder() } })

  expect(() => cached(program)).toThrow('ENOENT')
})

// Node finds no loader for import() in what V8 takes from its cache. `script` makes a terminal, where progress is drawn.
const has_script = isInstalled('script', process.env) || process.env.ES_TEST_REQUIRE_ALL === '1'

test.runIf(has_script)('what draws is loaded by a program that came from the cache, too', () => {
  const program = installed()
  const store = temporaryFolder()
  es(program, ['init', store])
  const slow = `(sleep 1; echo '{"stream":"a-1","type":"T"}') | '${process.execPath}' '${program}/bin/es.js' import -`
  const runs = ['first', 'second'].map(() =>
    spawnSync('script', ['-qec', slow, '/dev/null'], {
      cwd: store,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: store, TERM: 'xterm', NO_COLOR: '1' },
      input: '',
    }),
  )

  expect(cached(program).some((name) => name.endsWith('-import'))).toBe(true)
  expect(runs.map(({ stdout }) => stdout)).toEqual([
    expect.stringContaining('imported 1 event from stdin: position 1'),
    expect.stringContaining('imported 1 event from stdin: position 2'),
  ])
  // A frame was drawn and taken away.
  for (const { stdout } of runs) expect(stdout).toContain('\u001b[?25h')
})

// Goal: what draws is loaded only by what draws. Method: a loader's hook that tells of each module that is asked for.
test('ink and react are loaded by no command that shows no interface', () => {
  const program = installed()
  const store = temporaryFolder()
  writeFileSync(
    join(store, 'hooks.mjs'),
    `export const resolve = async (name, context, next) => {
      const found = await next(name, context)
      process._rawDebug('loaded ' + found.url)
      return found
    }`,
  )
  writeFileSync(
    join(store, 'register.mjs'),
    `import { register } from 'node:module'\nregister('./hooks.mjs', import.meta.url)`,
  )
  writeFileSync(join(store, 'events.jsonl'), '{"stream":"a-1","type":"T"}\n')
  const commands = [
    'init',
    'import events.jsonl',
    'log',
    'status',
    'tag v1',
    'checkout',
    'rebuild-projection --all',
    'ui --print',
  ]
  const loaded = commands.map((command) => {
    const words = ['--import', './register.mjs', join(program, 'bin/es.js'), ...command.split(' ')]
    const run = spawnSync(process.execPath, words, { cwd: store, encoding: 'utf8', env: { HOME: store } })
    return run.stderr.split('\n').filter((line) => line.startsWith('loaded '))
  })

  expect(loaded.flat().filter((line) => /\/(ink|react|yoga-layout|ui)\//.test(line))).toEqual([])
  expect(loaded.flat().some((line) => line.endsWith('bin/es.js'))).toBe(true)
})
