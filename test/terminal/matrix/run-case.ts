import { spawn } from 'node:child_process'
import type { Case } from './cases.ts'
import { bin, copyOf, emptyHome, removeCopy } from './places.ts'

export type Form = 'pipe' | 'json' | 'jsonl' | 'terminal' | 'terminal-json'

export interface Printed {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export const terminal_columns = 80

/** Runs a command line in a copy of its place, with nothing of the environment of whoever runs the tests. */
export async function printed(
  { words, place, stdin = '' }: Case,
  form: Form,
  folder: string,
): Promise<Printed> {
  const copy = copyOf(place, folder)
  const all = [
    process.execPath,
    bin,
    ...words,
    ...(form === 'pipe' || form === 'terminal' ? [] : [form === 'jsonl' ? '--jsonl' : '--json']),
  ]
  const command = form.startsWith('terminal') ? onTerminal(all) : all
  const child = spawn(command[0]!, command.slice(1), {
    cwd: copy,
    env: {
      PATH: process.env.PATH,
      HOME: emptyHome(folder),
      TZ: 'UTC',
      TERM: 'xterm',
      ES_PAGER: '',
      MANPAGER: 'cat',
      ...(form.startsWith('terminal') && { COLUMNS: String(terminal_columns) }),
    },
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin)
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)]
  const status = await new Promise<number>((done) => child.on('close', (code) => done(code ?? -1)))
  removeCopy(copy)
  return { status, stdout: await stdout, stderr: await stderr }
}

/** `script` makes a terminal; both streams come through it. stdin stays what it is. */
function onTerminal(words: readonly string[]): string[] {
  const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  return ['bash', '-c', `exec 3<&0; script -qec "$0 <&3" /dev/null < /dev/null`, quoted]
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
