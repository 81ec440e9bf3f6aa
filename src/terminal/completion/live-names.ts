import { join } from 'node:path'
import { ModelRecords } from '../../projection/model-records.ts'
import { nameOfFile, projectionFiles } from '../../projection/source-files.ts'
import { Dictionary } from '../../store/dictionary.ts'
import type { Environment } from '../../store/environment.ts'
import { categoryOf } from '../../store/event.ts'
import { main_branch } from '../../store/keys.ts'
import { LmdbRefs } from '../../store/lmdb-refs.ts'
import { openEnvironment } from '../../store/open-environment.ts'

const most_names = 500

/** The names that a store knows. Runs no code and holds nothing open longer than it takes to look. */
export class LiveNames {
  readonly #directory: string
  readonly #environment: Environment

  /** @throws what a store throws that cannot be opened. */
  constructor(directory: string, safeDirectories: readonly string[]) {
    this.#directory = directory
    this.#environment = openEnvironment(directory, { readOnly: true, waitMs: 0, safeDirectories })
  }

  /** Each with its position and the first line of its annotation. */
  tags(): { name: string; position: number; message: string | undefined }[] {
    return new LmdbRefs(this.#environment).tags()
  }

  /** In the order of their bytes. */
  streams(prefix: string): string[] {
    return this.#names('s', prefix)
  }

  types(prefix: string): string[] {
    return this.#names('t', prefix)
  }

  /** Of the first streams that begin so. */
  categories(prefix: string): string[] {
    return [...new Set(this.streams(prefix).map(categoryOf))]
  }

  /** What the stored read models are called; of files without one, what the file is called. */
  projections(): string[] {
    const records = new ModelRecords(this.#environment.table('models'), main_branch).all()
    const known = new Set(records.map(({ live }) => live?.entry))
    const files = projectionFiles(join(this.#directory, '..')).filter((file) => !known.has(file))
    return [...new Set([...records.map(({ name }) => name), ...files.map(nameOfFile)])].sort()
  }

  close(): Promise<void> {
    return this.#environment.close()
  }

  #names(kind: 's' | 't', prefix: string): string[] {
    const names: string[] = []
    for (const name of new Dictionary(this.#environment.table('names'), kind).names(prefix)) {
      names.push(name)
      if (names.length === most_names) break
    }
    return names
  }
}
