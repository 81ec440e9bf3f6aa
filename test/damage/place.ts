import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Form } from './command-forms.ts'
import type { CommandRunner } from './command-runner.ts'
import { type Answer, runProgram } from './run-program.ts'

/** What a command said, and what the work tree holds then, by path. */
export interface Outcome extends Answer {
  readonly files: ReadonlyMap<string, string>
}

/** A copy of a folder with a store, in which commands meet one damaged file after another. */
export class Place {
  readonly #from: string
  readonly #folder: string
  #bytes: Buffer<ArrayBuffer> | undefined

  constructor(from: string, folder: string) {
    this.#from = from
    this.#folder = folder
    cpSync(from, folder, { recursive: true })
  }

  /** @param bytes the store's file; as it is in the folder that this is a copy of when left out */
  lay(bytes = readFileSync(join(this.#from, '.es', 'data.mdb'))): void {
    this.#bytes = bytes
    const data = join(this.#folder, '.es', 'data.mdb')
    // A new file: to LMDB one of the same inode would be the one that it knows.
    rmSync(data, { force: true })
    writeFileSync(data, bytes, { mode: 0o600 })
  }

  /** Runs a command, by `runner` or in a process of its own, and puts back what it may have changed. */
  async outcome({ words, writes }: Form, runner?: CommandRunner): Promise<Outcome> {
    const answer = await (runner?.run(this.#folder, words) ?? runProgram(this.#folder, words))
    const files = writes ? this.#files() : new Map<string, string>()
    if (writes) this.#restore()
    const plain = (text: string) => text.replaceAll(this.#folder, 'FOLDER')
    return { status: answer.status, stdout: plain(answer.stdout), stderr: plain(answer.stderr), files }
  }

  #files(): Map<string, string> {
    const folder = join(this.#folder, 'state')
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    return new Map(
      files.map(({ parentPath, name }) => {
        const bytes = readFileSync(join(parentPath, name))
        const path = join(parentPath, name).slice(folder.length + 1)
        return [path, createHash('sha256').update(bytes).digest('hex')]
      }),
    )
  }

  #restore(): void {
    for (const name of ['.es', 'state', 'copy'])
      rmSync(join(this.#folder, name), { recursive: true, force: true })
    for (const name of ['.es', 'state'])
      cpSync(join(this.#from, name), join(this.#folder, name), { recursive: true })
    this.lay(this.#bytes)
  }
}
