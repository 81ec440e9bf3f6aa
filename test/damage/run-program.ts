import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** Far more than any command needs of a file that is whole. */
const endlessMs = 60_000

/** What a command said, and how it ended: its exit status, a signal, or `endless`. */
export interface Answer {
  readonly status: number | string
  readonly stdout: string
  readonly stderr: string
}

/** The clock stands still, so that the same command answers the same. */
export function environmentOf(folder: string): NodeJS.ProcessEnv {
  const clock = { ES_TEST_NOW: '2026-06-01T00:00:00Z', ES_TEST_IDS: '1' }
  return { PATH: process.env.PATH, HOME: folder, TZ: 'UTC', NO_COLOR: '1', ...clock }
}

/** Runs the built program in a process of its own. */
export async function runProgram(folder: string, words: readonly string[]): Promise<Answer> {
  const child = spawn(process.execPath, [resolve(root, 'bin/es.js'), ...words], {
    cwd: folder,
    env: environmentOf(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk) => {
      said[name] += chunk
    })
  return { status: await endOf(child), ...said }
}

/** A process that takes too long is killed. */
async function endOf(child: ChildProcess): Promise<number | string> {
  let isEndless = false
  const limit = setTimeout(() => {
    isEndless = child.kill('SIGKILL')
  }, endlessMs)
  const status = await new Promise<number | string>((done) =>
    child.on('close', (code, signal) => done(signal ?? code ?? 'nothing')),
  )
  clearTimeout(limit)
  return isEndless ? 'endless' : status
}
