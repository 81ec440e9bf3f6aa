import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { isInstalled } from '../../src/terminal/installed.ts'
import { pagerCommand } from '../../src/terminal/pager.ts'

test.for([
  [{}, 'less -FRX'],
  [{ PAGER: 'more' }, 'more'],
  [{ PAGER: 'more', ES_PAGER: 'less -S' }, 'less -S'],
  [{ PAGER: 'more', ES_PAGER: '' }, undefined],
  [{ PAGER: 'cat' }, undefined],
] as const)('%j: %s', ([env, command]) => {
  expect(pagerCommand(env)).toBe(command)
})

// `script` makes a terminal.
const has_script = isInstalled('script', process.env) || process.env.ES_TEST_REQUIRE_ALL === '1'
const bin = resolve(import.meta.dirname, '../../bin/es.js')

function onTerminal(command: string, env: Record<string, string>): string {
  const home = mkdtempSync(join(tmpdir(), 'es-pager-'))
  try {
    const run = spawnSync('script', ['-qec', `'${process.execPath}' '${bin}' ${command}`, '/dev/null'], {
      env: { PATH: process.env.PATH ?? '', HOME: home, TERM: 'xterm', ...env },
      cwd: home,
      encoding: 'utf8',
      input: '',
      timeout: 30_000,
    })
    return run.stdout.replaceAll('\r\n', '\n')
  } finally {
    rmSync(home, { recursive: true })
  }
}

test.runIf(has_script)('on a terminal the result goes through the pager, whole', () => {
  const shown = onTerminal('append --help', { ES_PAGER: "sed 's/^/| /'", NO_COLOR: '1' })

  expect(shown).toMatch(/^\| es append - append events/)
  expect(shown.trimEnd()).toMatch(/\n\| {3}es append - < events.jsonl$/)
})

test.runIf(has_script)('a pager that is not there is not used', () => {
  expect(onTerminal('append --help', { ES_PAGER: 'no-such-pager', NO_COLOR: '1' })).toMatch(
    /^es append - append/,
  )
})

test.runIf(has_script)('a pager that is left early ends the command quietly', () => {
  expect(onTerminal('append --help', { ES_PAGER: 'head -n 1', NO_COLOR: '1' })).toBe(
    'es append - append events to streams, atomically and durably\n',
  )
})

test.runIf(has_script)('what a terminal shows has colour unless it is told not to', () => {
  expect(onTerminal('append --help', { ES_PAGER: '' })).toContain('\u001b[1m')
  expect(onTerminal('append --help', { ES_PAGER: '', NO_COLOR: '1' })).not.toContain('\u001b')
})
