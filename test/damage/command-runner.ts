import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, environmentOf, root } from './run-program.ts'

const endlessMs = 60_000
/** Bounds what one process may gather. */
const commandsOfOne = 2000

/** Runs commands in one process, which is started anew when a command has ended it. */
export class CommandRunner {
  readonly #program: string
  readonly #home: string
  readonly #said: { readonly stdout: string; readonly stderr: string }
  #running: Running | undefined
  #commands = 0

  /**
   * @param program `many-commands`, built
   * @param home a folder for what it prints
   */
  constructor(program: string, home: string) {
    this.#program = program
    this.#home = home
    mkdirSync(home, { recursive: true })
    this.#said = { stdout: join(home, 'stdout'), stderr: join(home, 'stderr') }
  }

  async run(folder: string, words: readonly string[]): Promise<Answer> {
    if (this.#commands++ % commandsOfOne === 0) await this.end()
    this.#running ??= this.#started()
    const status = await this.#statusOf(this.#running, { folder, words })
    const stdout = readFileSync(this.#said.stdout, 'utf8')
    const stderr = readFileSync(this.#said.stderr, 'utf8')
    for (const path of Object.values(this.#said)) truncateSync(path)
    return { status, stdout, stderr }
  }

  #started(): Running {
    // Appended to, so that what is written after the files were emptied stands at their beginning.
    const [stdout, stderr] = [openSync(this.#said.stdout, 'a'), openSync(this.#said.stderr, 'a')]
    const child = spawn(process.execPath, [this.#program, root], {
      env: environmentOf(this.#home),
      stdio: ['ignore', stdout, stderr, 'ipc'],
    })
    for (const descriptor of [stdout, stderr]) closeSync(descriptor)
    const ended = new Promise<number | string>((done) =>
      child.once('exit', (code, signal) => done(signal ?? code ?? 'nothing')),
    )
    return { child, ended }
  }

  async #statusOf(
    { child, ended }: Running,
    command: { folder: string; words: readonly string[] },
  ): Promise<number | string> {
    let isEndless = false
    const limit = setTimeout(() => {
      isEndless = child.kill('SIGKILL')
    }, endlessMs)
    const answered = new Promise<number | string>((done) =>
      child.once('message', ({ status }: { status: number }) => done(status)),
    )
    child.send(command, () => undefined)
    const isOver = ended.then((status) => {
      this.#running = undefined
      return status
    })
    const status = await Promise.race([answered, isOver])
    clearTimeout(limit)
    child.removeAllListeners('message')
    return isEndless ? 'endless' : status
  }

  async end(): Promise<void> {
    // What a command has left open must not keep it alive.
    this.#running?.child.kill('SIGKILL')
    await this.#running?.ended
    this.#running = undefined
  }
}

interface Running {
  readonly child: ChildProcess
  /** Its exit status or signal. */
  readonly ended: Promise<number | string>
}
