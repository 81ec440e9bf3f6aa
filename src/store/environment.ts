import { join } from 'node:path'
import { ABORT, type Database, type RootDatabase } from 'lmdb'
import { DiskFailedError, StoreClosedError, StoreDamagedError } from '../errors.ts'
import { requireRoom } from './disk-room.ts'
import type { PageCounts } from './integrity/page-counts.ts'
import { PageGuard, TableGuard } from './integrity/page-guard.ts'
import { LastCommit, lastTransactionOf } from './last-commit.ts'
import { namedFailure } from './lmdb-failure.ts'
import type { LmdbReader } from './lmdb-members.ts'
import { LockFile } from './lock-file.ts'
import type { OpenFiles } from './open-files.ts'
import { openRoot } from './open-root.ts'
import type { RootOptions } from './root-options.ts'
import { StoreGuard } from './store-guard.ts'
import { Table, type TableState } from './table.ts'
import { WriteLock } from './write-lock.ts'
import { WriterTurn } from './writer-turn.ts'
import { default_wait_ms } from './writer-wait.ts'

/** The tables of a store. `history` is the only one that holds truth; `index` and the read models can be rebuilt. */
export const table_names = [
  'meta',
  'history',
  'index',
  'names',
  'ids',
  'refs',
  'operations',
  'imports',
  'models',
  'documents',
  'worktree',
] as const

export type TableName = (typeof table_names)[number]

/** Their large values are looked at when they are read; where one is missed, other entries tell. */
const tablesOfManyLargeValues: readonly TableName[] = ['history', 'index']

const reader_check_commits = 256

interface EnvironmentOptions extends RootOptions {
  /** How long a commit waits for another process's; 30 s when left out. */
  readonly waitMs?: number | undefined
  /** Bound that wait whatever happens, as for a command; an application waits in LMDB's queue. */
  readonly isBounded?: boolean | undefined
  /** A table that is not there is made, as in a new store; else the store is damaged. */
  readonly makesTables?: boolean
}

/**
 * One LMDB environment with the only options and the only way to commit that keep the promises: acknowledged is
 * flushed, a throw rolls everything back, no asynchronous write is ever pending.
 */
export class Environment {
  readonly #root: RootDatabase<Buffer, Buffer>
  readonly #tables = new Map<TableName, Table>()
  readonly #rolledBack: (() => void)[] = []
  readonly #directory: string
  readonly #state: TableState = { failure: undefined, writtenBytes: 0, commit: 0, snapshot: 0 }
  /** Undefined in a store that is opened read-only. */
  readonly #turn: WriterTurn | undefined
  readonly #files: OpenFiles
  readonly #identity: StoreGuard
  readonly #guard: PageGuard
  readonly #options: EnvironmentOptions
  #isFreeListChecked = false
  #depth = 0
  #commits = 0

  /** @throws {StoreReplacedError} another process is about to put another file in the store's place. */
  constructor(directory: string, options: EnvironmentOptions) {
    this.#directory = directory
    this.#options = options
    const { waitMs = default_wait_ms, isBounded = false, readOnly } = options
    const turnOf = (lockFile: LockFile | undefined) =>
      readOnly || lockFile === undefined
        ? undefined
        : new WriterTurn({ directory, lock: new WriteLock(lockFile), waitMs, isBounded })
    // Opening for writing takes LMDB's lock, too.
    const { root, files } = openRoot(directory, options, turnOf)
    this.#root = root
    this.#noteSnapshots(root)
    this.#files = files
    this.#guard = new PageGuard(join(directory, 'data.mdb'))
    const lockFile = LockFile.of(directory, files.lockDescriptor)
    const lock = lockFile && new WriteLock(lockFile)
    const lastCommit = lockFile && new LastCommit(root, lockFile)
    this.#identity = new StoreGuard({ files, lastCommit, lock, readOnly, state: this.#state })
    if (lock !== undefined) lastCommit?.showToReaders(lock)
    if (options.readOnly) return
    this.#turn = turnOf(lockFile)
    root.readerCheck()
  }

  /** @throws {StoreDamagedError} the store lacks the table. */
  table(name: TableName): Table {
    const known = this.#tables.get(name)
    if (known !== undefined) return known
    const database = this.#openTable(name)
    this.#noteSnapshots(database)
    const table = new Table(database, { name, state: this.#state, guard: this.#guardOf(name) })
    this.#tables.set(name, table)
    return table
  }

  #noteSnapshots(reader: Database<Buffer, Buffer>): void {
    ;(reader as unknown as LmdbReader).addListener('begin-transaction', () => this.#state.snapshot++)
  }

  #guardOf(name: TableName): TableGuard | undefined {
    if (this.#options.makesTables) return undefined
    const provesLargeValues = !tablesOfManyLargeValues.includes(name)
    return new TableGuard(this.#guard, name, { provesLargeValues, isWritten: !this.#options.readOnly })
  }

  /** LMDB makes a table that is not there, when it may write. */
  #openTable(name: TableName): Database<Buffer, Buffer> {
    if (!this.#options.makesTables && !this.#guard.has(name)) throw missingTable(name)
    try {
      return this.#inTurn(() =>
        this.#root.openDB<Buffer, Buffer>({
          name,
          encoding: 'binary',
          keyEncoding: 'binary',
          cache: false,
        }),
      )
    } catch (error) {
      throw namedFailure(error, this.#directory)
    }
  }

  /**
   * How many bytes the file has, each table takes, and none takes (`free`: the next commits use it first).
   * @throws {StoreDamagedError}
   */
  sizes(): Sizes {
    // Of the file as it is now, where the other guard may know it as it was.
    const guard = new PageGuard(join(this.#directory, 'data.mdb'))
    try {
      return bytesOf(guard.counts())
    } finally {
      guard.close()
    }
  }

  /** Runs `forget` whenever a transaction is rolled back, so that nothing remembers what was not written. */
  onRollback(forget: () => void): void {
    this.#rolledBack.push(forget)
  }

  /**
   * The only way to write. Durable when it returns; a throw rolls everything back. Called inside another commit it
   * is a part of that one, and a throw that the outer body catches rolls back only this part.
   * @throws {StoreStaleError} {@link StoreNotFoundError} what is open is not the store at the path any more.
   */
  commit<T>(body: () => T): T {
    if (this.#state.failure !== undefined) throw this.#state.failure
    if (this.#depth === 0) {
      this.#checkFreeList()
      this.#identity.beforeLock()
      this.#takeTurn()
      this.#state.writtenBytes = 0
      this.#state.commit = ++this.#commits
    }
    this.#depth++
    const { writtenBytes } = this.#state
    try {
      return this.#transaction(() => {
        const returned = body()
        if (isThenable(returned)) throw new TypeError('the body of a commit must be synchronous')
        if (this.#depth === 1) requireRoom(this.#directory, this.#state.writtenBytes)
        return returned
      })
    } catch (error) {
      if (this.#state.writtenBytes !== writtenBytes) for (const forget of this.#rolledBack) forget()
      const failure = namedFailure(error, this.#directory)
      if (this.#depth === 1 && failure instanceof DiskFailedError)
        this.#state.failure = this.#lastingFailure()
      throw failure
    } finally {
      this.#depth--
      if (this.#depth === 0) {
        this.#turn?.end()
        this.#state.commit = 0
        this.#state.snapshot++
        if (this.#commits % reader_check_commits === 0) this.#root.readerCheck()
      }
    }
  }

  #checkFreeList(): void {
    if (!this.#isFreeListChecked && !this.#options.makesTables) this.#guard.checkFreeList()
    this.#isFreeListChecked = true
  }

  #transaction<T>(body: () => T): T {
    let done: { readonly returned: T } | undefined
    while (done === undefined)
      this.#root.transactionSync(() => {
        const isOuter = this.#depth === 1
        if (isOuter && !this.#identity.underLock()) return ABORT
        done = { returned: body() }
        return undefined
      })
    if (this.#depth === 1 && this.#state.writtenBytes > 0) this.#identity.afterCommit()
    return done.returned
  }

  #takeTurn(): void {
    try {
      this.#turn?.take()
    } catch (error) {
      this.#identity.afterFailure()
      throw error
    }
  }

  /** For what takes LMDB's lock besides a commit. */
  #inTurn<T>(body: () => T): T {
    if (this.#depth > 0) return body()
    this.#takeTurn()
    try {
      return body()
    } finally {
      this.#turn?.end()
    }
  }

  /** Runs `body` while no process can write. What it does is not undone when it throws; it writes nothing by LMDB. */
  whileNobodyWrites(body: () => void): void {
    this.#identity.beforeLock()
    let isDone = false
    this.#inTurn(() => {
      while (!isDone)
        this.#root.transactionSync(() => {
          if (!this.#identity.underLock()) return ABORT
          body()
          isDone = true
          return ABORT
        })
    })
  }

  /** The number of the last transaction that was committed, by whatever process. */
  get lastTransaction(): number {
    return lastTransactionOf(this.#root)
  }

  /**
   * Waits, without keeping this process from its other work, until it is its turn to write: the next commit ends that.
   * @throws {StoreBusyError} or what the signal was aborted with
   */
  async turn(signal?: AbortSignal): Promise<void> {
    try {
      await this.#turn?.takeAsync(signal)
    } catch (error) {
      this.#identity.afterFailure()
      throw error
    }
  }

  /** What an empty commit fails with: after some failures of the disk LMDB goes on, after others it does not. */
  #lastingFailure(): Error | undefined {
    try {
      this.#root.transactionSync(() => {})
      return undefined
    } catch (error) {
      return namedFailure(error) as Error
    }
  }

  /**
   * Lets the next read see what other processes have committed since the last one.
   * @throws {StoreStaleError} {@link StoreNotFoundError} another file was put in the place of the store's, or none.
   */
  refresh(): void {
    if (this.#depth > 0) return
    if (this.#state.failure !== undefined) throw this.#state.failure
    this.#root.resetReadTxn()
    this.#state.snapshot++
    this.#identity.beforeRead()
  }

  /**
   * Keeps LMDB from reusing any page of the state as it is now, until the function that it returns is called. While it
   * is held, a busy writer makes the file grow: hold it briefly.
   */
  pin(): () => void {
    this.#root.resetReadTxn()
    this.#state.snapshot++
    // biome-ignore lint/correctness/useHookAtTopLevel: LMDB's word, no hook of React
    const snapshot = this.#root.useReadTransaction()
    return () => snapshot.done()
  }

  /**
   * Copies the file as it stands, without its free pages, into another folder, while others go on writing. The trees are
   * walked through LMDB's mapping, so they must be sound. The copy is not flushed to disk.
   */
  async copyCompacted(folder: string): Promise<void> {
    try {
      await this.#root.backup(folder, true)
    } catch (error) {
      throw new DiskFailedError(`cannot copy the store: ${(error as Error).message.toLowerCase()}`, {
        cause: error,
      })
    }
  }

  /** LMDB's listing of who reads the store: a line a slot, with pid, thread and transaction. */
  readers(): string {
    return this.#root.readerList()
  }

  close(): Promise<void> {
    // What still reads, such as a loop over events, is told so instead of what LMDB makes of it.
    this.#state.failure ??= new StoreClosedError()
    this.#guard.close()
    this.#files.close()
    return this.#root.close()
  }
}

type Sizes = Readonly<Record<TableName | 'file' | 'free', number>>

function bytesOf({ tables, file, free, pageBytes }: PageCounts): Sizes {
  const ofTables = table_names.map((name) => {
    const pages = tables.get(name)
    if (pages === undefined) throw missingTable(name)
    return [name, pages * pageBytes]
  })
  return { ...Object.fromEntries(ofTables), file: file * pageBytes, free: free * pageBytes }
}

function missingTable(name: TableName): StoreDamagedError {
  return new StoreDamagedError(`the store is damaged: it has no table '${name}'`, {
    hint: "look at it with 'es fsck'",
  })
}

function isThenable(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  )
}
