import { spawn } from 'node:child_process'
import { UsageError } from '../errors.ts'
import type { ModelFailures } from '../projection/model-failures.ts'
import type { ReadModelReader } from '../projection/reader.ts'
import { Store } from '../store/store.ts'
import { discardTemporary, makeTemporary } from '../store/temporaries.ts'
import { layOut } from '../worktree/lay-out.ts'
import type { LayOutRequest } from '../worktree/request.ts'
import type { Answer } from './bisect.ts'

/**
 * Asks a command of the shell at positions of a store, as `git bisect run` does: 0 is "not so", 1 to 127 "so", 125
 * "that cannot be told", anything else ends it all.
 *
 * It runs in a temporary folder of its own, where `state/` is the work tree as of the position, with `ES_REV` and
 * `ES_DIR` set. What it prints goes to stderr. Close it, so that the folder goes.
 */
export class CommandProbe {
  readonly #command: string
  readonly #environment: Readonly<Record<string, string | undefined>>
  readonly #store: Store
  readonly #reader: ReadModelReader
  readonly #signal: AbortSignal
  readonly #failures: ModelFailures
  /** An empty store that keeps the index of the work tree around it. */
  readonly #tree: Store

  /** @param from signal: ends the command, and the asking. failures: takes the models that have no files somewhere. */
  constructor(
    from: {
      command: string
      environment: Readonly<Record<string, string | undefined>>
      signal: AbortSignal
      failures: ModelFailures
    },
    store: Store,
    reader: ReadModelReader,
  ) {
    this.#command = from.command
    this.#environment = from.environment
    this.#signal = from.signal
    this.#failures = from.failures
    this.#store = store
    this.#reader = reader
    const { directory } = Store.init(makeTemporary('bisect'))
    this.#tree = Store.open(directory, { readOnly: false, ambient: store.ambient })
  }

  async ask(position: number): Promise<Answer> {
    this.#signal.throwIfAborted()
    const { branch } = this.#store.log
    this.#layOut({ branch, position, force: true, dropsFailed: true })
    const status = await this.#run(position)
    this.#signal.throwIfAborted()
    if (status === 0) return 'not'
    if (status === 125) return 'skip'
    if (typeof status === 'number' && status < 128) return 'so'
    const how = typeof status === 'number' ? `exited with ${status}` : `was ended by ${status}`
    throw new UsageError(`'${this.#command}' ${how} at ${position}`, {
      hint: '0 means not so, 1 to 127 so, 125 that it cannot be told',
    })
  }

  #layOut(request: LayOutRequest): void {
    const steps = layOut(this.#tree, this.#reader, request)
    for (let step = steps.next(); ; step = steps.next()) {
      this.#signal.throwIfAborted()
      if (!step.done) continue
      for (const { name, error } of step.value.failed) this.#failures.keep(name, error)
      return
    }
  }

  /** The exit status, or the name of the signal that ended it. */
  #run(position: number): Promise<number | string> {
    const signal = this.#signal
    // A process group of its own, so that what the shell has started ends with it.
    const child = spawn('/bin/sh', ['-c', this.#command], {
      cwd: this.#tree.root,
      env: { ...this.#environment, ES_REV: String(position), ES_DIR: this.#store.directory },
      stdio: ['ignore', 2, 2],
      detached: true,
    })
    const end = () => endGroup(child.pid)
    signal.addEventListener('abort', end, { once: true })
    return new Promise<number | string>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (status, ended) => resolve(status ?? ended ?? ''))
    }).finally(() => signal.removeEventListener('abort', end))
  }

  async close(): Promise<void> {
    await this.#tree.close()
    discardTemporary(this.#tree.root)
  }
}

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, 'SIGTERM')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
