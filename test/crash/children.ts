import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { memoryFolder } from '../support/memory-folder.ts'

const node_modules = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** A folder for stores and programs of a test, in memory where there is such a place: thousands of images are written. */
export function scratchFolder(): string {
  return mkdtempSync(join(memoryFolder() ?? tmpdir(), 'es-crash-'))
}

/** Builds programs written in TypeScript, so that plain node runs them. Answers with their paths, by name. */
export function buildPrograms<Name extends string>(
  folder: string,
  sources: Record<Name, URL>,
): Record<Name, string> {
  symlinkSync(node_modules, join(folder, 'node_modules'))
  buildSync({
    entryPoints: Object.entries<URL>(sources).map(([out, source]) => ({ in: fileURLToPath(source), out })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'warning',
  })
  return Object.fromEntries(
    Object.keys(sources).map((name) => [name, join(folder, `${name}.mjs`)]),
  ) as Record<Name, string>
}

/** So long may an answer take: far more than any needs. */
const patience_ms = 300_000

/** What became of a question to a child that did not answer. */
export class ChildEndedError extends Error {
  /** A signal, or `exit` and the status. */
  readonly how: string

  constructor(name: string, how: string, stderr: string) {
    super(`the ${name} ended with ${how}: ${stderr.trim()}`)
    this.how = how
  }
}

/** A child that answers one question at a time. */
export class Child<Question extends object, Answer> {
  readonly #process: ChildProcess
  readonly #name: string
  readonly #ended: Promise<string>
  #stderr = ''

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.#name = basename(program, '.mjs')
    const { PATH, HOME } = process.env
    this.#process = fork(program, args, {
      env: { PATH, HOME, ...env },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#process.stderr?.on('data', (text) => {
      this.#stderr = (this.#stderr + text).slice(-4000)
    })
    this.#ended = new Promise((resolve) => {
      this.#process.on('exit', (code, signal) => resolve(signal ?? `exit ${code}`))
    })
  }

  /** @throws {ChildEndedError} it ended, or took too long and was killed. */
  async ask(question: Question): Promise<Answer> {
    const slow = setTimeout(() => this.kill(), patience_ms)
    let onMessage: ((answer: Answer) => void) | undefined
    try {
      const answer = new Promise<Answer>((resolve) => {
        onMessage = resolve
        this.#process.once('message', resolve as (answer: unknown) => void)
      })
      if (this.#process.connected) this.#process.send(question, () => undefined)
      const ended = this.#ended.then((how) => {
        throw new ChildEndedError(this.#name, how, this.#stderr)
      })
      return await Promise.race([answer, ended])
    } finally {
      clearTimeout(slow)
      if (onMessage) this.#process.off('message', onMessage as (answer: unknown) => void)
    }
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#process.kill(signal)
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Waits until a word stands in what it wrote to stderr. */
  async says(word: string): Promise<void> {
    while (!this.#stderr.includes(word)) await new Promise((resolve) => setTimeout(resolve, 1))
  }

  /** Lets it end by itself. */
  async end(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect()
    await this.#ended
  }
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
