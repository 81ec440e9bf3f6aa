import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { isInstalled } from '../../src/terminal/installed.ts'
import { temporaryFolder } from '../support/stores.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')

/** Without tmux its tests are skipped, unless all is required: then they fail. */
export const has_tmux = isInstalled('tmux', process.env) || process.env.ES_TEST_REQUIRE_ALL === '1'

/** A shell on a terminal of its own, in which the built program runs and a test types. */
export function openTmux(
  place: string,
  size: { columns: number; rows: number },
  env: Record<string, string> = {},
) {
  const folder = temporaryFolder()
  const socket = join(folder, 'socket')
  const tmux = (...words: string[]): string => {
    const run = spawnSync('tmux', ['-S', socket, '-f', '/dev/null', '-u', ...words], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        SHELL: '/bin/sh',
        TERM: 'xterm-256color',
        LC_ALL: 'C.UTF-8',
        PS1: '$ ',
        HISTFILE: '/dev/null',
        ...env,
      },
    })
    if (run.status !== 0) throw new Error(`tmux ${words[0]}: ${run.stderr}`)
    return run.stdout
  }
  const dimensions = ['-x', String(size.columns), '-y', String(size.rows)]
  tmux('new-session', '-d', ...dimensions, '-c', place, 'bash --norc --noprofile')
  onTestFinished(() => void spawnSync('tmux', ['-S', socket, 'kill-server']))
  const screen = (...how: string[]) => tmux('capture-pane', '-p', ...how).replace(/\n$/, '')
  const until = async (isThere: (screen: string) => boolean): Promise<string> => {
    const deadlineMs = performance.now() + 60_000
    while (!isThere(screen()) && performance.now() < deadlineMs) await sleep(30)
    return screen()
  }
  return {
    screen,
    tmux,
    /** Types keys by tmux's names (`j`, `Enter`, `C-z`) and waits for what the screen then holds. */
    async keys(names: string[], expected: RegExp): Promise<string> {
      if (names.length > 0) tmux('send-keys', ...names)
      const shown = await until((text) => expected.test(text))
      expect(shown).toMatch(expected)
      return shown
    },
    /** Types a command of es. */
    async es(words: string, expected: RegExp): Promise<string> {
      tmux('send-keys', '-l', `'${process.execPath}' '${bin}' ${words}`)
      return await this.keys(['Enter'], expected)
    },
    resize: (columns: number, rows: number) =>
      tmux('resize-window', '-x', String(columns), '-y', String(rows)),
    /** What of the terminal a program may have left changed. */
    modes: () => tmux('display-message', '-p', '#{alternate_on} #{cursor_flag} #{wrap_flag}').trim(),
  }
}

/** As a terminal is when no program has it. */
export const untouched = '0 1 1'
