import { randomUUID } from 'node:crypto'
import { StoreBusyError } from '../errors.ts'
import type { ReadModelReader } from '../projection/reader.ts'
import type { Store } from '../store/store.ts'
import { documentText } from './document-text.ts'
import { refuse, removalState, targetState } from './obstacle.ts'
import type { Plan, PlannedWrite } from './plan.ts'
import type { LayOutProgress, LayOutRequest } from './request.ts'
import type { TreeFiles } from './tree-files.ts'
import type { TreeEntry, TreeIndex, TreeRecord } from './tree-index.ts'

export interface WorkTree {
  readonly store: Store
  readonly reader: ReadModelReader
  readonly files: TreeFiles
  readonly index: TreeIndex
}

const files_per_commit = 500
/** File systems stamp mtimes with the kernel's tick, 1 to 10 ms. */
const tick_ms = 20

/**
 * Does what a plan says, so that a crash at any moment leaves an index from which any checkout can go on. A file's
 * entry is removed after the file; before a file is written, its entry says what it is about to become and what it
 * was; afterwards, what it is.
 */
export class CarryOut {
  readonly #tree: WorkTree
  readonly #plan: Plan
  readonly #request: LayOutRequest
  readonly #before: TreeRecord | undefined
  readonly #record: TreeRecord
  /** Marks whose turn it is: the record's `temporary` of the checkout that wrote it last. */
  #turn: string | undefined
  #done = 0

  constructor(tree: WorkTree, plan: Plan, request: LayOutRequest) {
    this.#tree = tree
    this.#plan = plan
    this.#request = request
    this.#before = tree.index.record
    this.#turn = this.#before?.temporary
    const temporary = `.${randomUUID()}.tmp`
    this.#record = {
      branch: request.branch,
      position: request.position,
      complete: false,
      models: plan.models,
      temporary,
    }
  }

  *run(): Generator<LayOutProgress> {
    const { removals, writes } = this.#plan
    if (this.#before?.complete === false) this.#removeLeftovers(this.#before)
    // Where it cannot be made, nothing has begun.
    if (writes.length > 0) this.#tree.files.makeRoot()
    if (removals.length + writes.length > 0) this.#commit(() => this.#tree.index.setRecord(this.#record))
    for (const slice of slices(removals)) {
      this.#remove(slice)
      yield this.#progress(slice.length)
    }
    for (const slice of slices(writes)) {
      this.#write(slice)
      yield this.#progress(slice.length)
    }
    this.#removeEmptyFolders()
    this.#finish()
  }

  #remove(slice: readonly TreeEntry[]): void {
    const { files, index } = this.#tree
    for (const entry of slice) {
      if (removalState(files, entry, this.#request.force) === 'edited')
        refuse([{ path: entry.path, kind: 'edited' }])
      files.remove(entry.path)
    }
    this.#commit(() => {
      for (const entry of slice) index.remove(entry)
    })
  }

  #write(slice: readonly PlannedWrite[]): void {
    const { files, index } = this.#tree
    this.#commit(() => {
      for (const write of slice) index.put(this.#intended(write))
    })
    const written = slice.map((write) => {
      const state = targetState(files, write, this.#request.force)
      if (state === 'edited' || state === 'foreign') refuse([{ path: write.path, kind: state }])
      return {
        ...this.#entryOf(write),
        ...files.write(write.path, this.#record.temporary, this.#textOf(write)),
      }
    })
    const newestMs = Math.max(...written.map(({ mtimeMs }) => mtimeMs))
    this.#commit(() => {
      for (const entry of written)
        index.put(entry.mtimeMs < newestMs - tick_ms ? entry : { ...entry, young: true })
    })
  }

  #finish(): void {
    const { files, index } = this.#tree
    const adopted = this.#plan.adoptions.map((adoption) => {
      const standing = files.standing(adoption.path)
      const stamp = standing.kind === 'file' ? standing : unstamped
      return {
        ...this.#entryOf(adoption),
        sizeBytes: stamp.sizeBytes,
        mtimeMs: stamp.mtimeMs,
        young: true as const,
      }
    })
    this.#commit(() => {
      for (const entry of adopted) index.put(entry)
      index.setRecord({ ...this.#record, complete: true })
      this.#request.whenDone?.()
    })
  }

  /** One transaction, refused when another checkout has begun since the last one. */
  #commit(body: () => void): void {
    const { store, index } = this.#tree
    store.commit(() => {
      if (index.record?.temporary !== this.#turn)
        throw new StoreBusyError('another checkout has begun in this work tree', {
          hint: 'run it again when that one is done',
        })
      body()
      this.#turn = index.record?.temporary
    })
  }

  /** After a crash: the one file that was being written in a folder. */
  #removeLeftovers(interrupted: TreeRecord): void {
    for (const { folder } of interrupted.models) this.#tree.files.remove(`${folder}/${interrupted.temporary}`)
  }

  #removeEmptyFolders(): void {
    const filled = new Set(
      this.#plan.models.filter(({ documents }) => documents > 0).map(({ folder }) => folder),
    )
    for (const { folder } of this.#before?.models ?? [])
      if (!filled.has(folder)) this.#tree.files.removeEmptyFolder(folder)
  }

  #progress(files: number): LayOutProgress {
    this.#done += files
    return {
      stage: 'writing',
      done: this.#done,
      total: this.#plan.removals.length + this.#plan.writes.length,
    }
  }

  #textOf({ model, key, text }: PlannedWrite): string {
    return text ?? documentText(this.#tree.reader.get(model, key, this.#request.position) as string)
  }

  #intended(write: PlannedWrite): TreeEntry {
    const { entry } = write
    // After a checkout that was interrupted here only the file tells which of the two texts it has.
    const previous = entry?.previous === undefined ? entry?.digest : this.#tree.files.digest(entry.path)
    return { ...this.#entryOf(write), ...unstamped, ...(previous === undefined ? {} : { previous }) }
  }

  #entryOf({ model, key, path, digest }: PlannedWrite): Omit<TreeEntry, 'sizeBytes' | 'mtimeMs'> {
    return { model, key, path, digest, position: this.#request.position }
  }
}

const unstamped = { sizeBytes: -1, mtimeMs: -1 }

function* slices<T>(list: readonly T[]): IterableIterator<readonly T[]> {
  for (let at = 0; at < list.length; at += files_per_commit) yield list.slice(at, at + files_per_commit)
}
