import { dirname, resolve } from 'node:path'
import { FormatUnsupportedError, RevisionUnknownError, StoreDamagedError } from '../errors.ts'
import { AppendQueue } from './append-queue.ts'
import type { Environment, TableName } from './environment.ts'
import type { Ambient, AppendReceipt, AppendRequest, EventLog } from './event.ts'
import { initStore, store_format } from './init-store.ts'
import { main_branch, textKey } from './keys.ts'
import { LmdbLog } from './lmdb-log.ts'
import { LmdbRefs } from './lmdb-refs.ts'
import { openEnvironment } from './open-environment.ts'
import { requirePath } from './path-text.ts'
import { type StoreInfo, storeInfo } from './store-info.ts'
import type { Table } from './table.ts'

export interface OpenOptions {
  readonly readOnly: boolean
  readonly ambient: Ambient
  /** Folders whose stores are opened whoever owns them. */
  readonly safeDirectories?: readonly string[] | undefined
  /**
   * How long a write waits for that of another process, and opening for who replaces the store's file, before it is
   * refused as busy; 30 s when left out.
   */
  readonly waitMs?: number | undefined
  /** Bound that wait whatever the other processes do, as for a command; an application waits in LMDB's queue. */
  readonly isBounded?: boolean | undefined
}

/** A store: the folder `.es` around one LMDB environment. Close it when done; a closed store must not be used. */
export class Store {
  /** The `.es` folder. */
  readonly directory: string
  readonly readOnly: boolean
  readonly ambient: Ambient
  readonly log: EventLog
  readonly refs: LmdbRefs
  readonly #environment: Environment
  readonly #queue: AppendQueue

  /**
   * Makes a store in a folder, which is made when it is missing. On an existing store it changes nothing.
   * @param safeDirectories folders that are used wherever they are (`ES_SAFE_DIRECTORY`)
   * @returns the `.es` folder, and whether it was made now
   */
  static init(
    folder: string,
    safeDirectories: readonly string[] = [],
  ): { directory: string; created: boolean } {
    requirePath('the folder', folder)
    return initStore(resolve(folder), safeDirectories)
  }

  /**
   * @param directory the `.es` folder
   * @throws {StoreNotFoundError} {@link UnsafeOwnerError} {@link StoreDamagedError} {@link FormatUnsupportedError}
   */
  static open(directory: string, options: OpenOptions): Store {
    const environment = openEnvironment(directory, options)
    try {
      return new Store(environment, resolve(directory), options)
    } catch (error) {
      void environment.close()
      throw error
    }
  }

  private constructor(environment: Environment, directory: string, options: OpenOptions) {
    this.directory = directory
    this.readOnly = options.readOnly
    this.ambient = options.ambient
    this.#environment = environment
    checkFormat(this.#environment.table('meta'))
    this.log = new LmdbLog({
      environment: this.#environment,
      branch: { name: 'main', number: main_branch },
      ambient: options.ambient,
    })
    this.refs = new LmdbRefs(this.#environment)
    this.#queue = new AppendQueue(this, this.log)
  }

  /** The folder that holds `.es`, and beside it `projections` and the work tree. */
  get root(): string {
    return dirname(this.directory)
  }

  /** @throws {RevisionUnknownError} */
  branch(name: string): EventLog {
    if (name !== 'main')
      throw new RevisionUnknownError(`unknown branch '${name}'`, { hint: "the only branch is 'main'" })
    return this.log
  }

  table(name: Extract<TableName, 'models' | 'documents' | 'imports' | 'worktree'>): Table {
    return this.#environment.table(name)
  }

  /**
   * Runs `body` in one transaction: durable when it returns, rolled back whole when it throws. Appends and changes of
   * refs inside it are a part of it. Must be synchronous and short: it holds the lock that every writer waits for.
   */
  commit<T>(body: () => T): T {
    return this.#environment.commit(body)
  }

  /** What the store says of itself. Costs the same whatever its size. */
  info(): StoreInfo {
    return storeInfo(this.#environment, this.log)
  }

  /**
   * Waits until no transaction of another process goes on, without keeping this process from its other work: a commit
   * waits, too, but then nothing else of this process runs, handlers of signals included.
   * @throws {StoreBusyError} it took too long; or what the signal was aborted with
   */
  turn(signal?: AbortSignal): Promise<void> {
    return this.#environment.turn(signal)
  }

  /** Lets the next read see what other processes have committed since the last one. */
  refresh(): void {
    this.#environment.refresh()
  }

  /**
   * `log.append` for callers that do not wait for one another: those of one turn of the event loop share a commit.
   * Resolves when the events are durable; the request must not be changed until then.
   */
  appendAsync(request: AppendRequest): Promise<AppendReceipt> {
    return this.#queue.append(request)
  }

  close(): Promise<void> {
    this.#queue.flush()
    return this.#environment.close()
  }
}

function checkFormat(meta: Table): void {
  const format = meta.get(textKey('format'))?.toString('utf8')
  if (format === undefined)
    throw new StoreDamagedError('this is an LMDB file, but not a store of es', {
      hint: 'restore it from a backup',
    })
  if (format !== String(store_format))
    throw new FormatUnsupportedError(`the store has format ${format}, this es reads format ${store_format}`, {
      hint: 'use the version of es that wrote it, export there, and import here',
    })
}
