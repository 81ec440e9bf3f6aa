import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { type EsError, StoreNotFoundError, StoreStaleError } from '../errors.ts'
import { type FileId, fileAt, fileOf, isSameFile, nameOf, openDescriptors } from './descriptors.ts'

/** A file as LMDB has it open. `id` is undefined when it is not known which file that is: then it is nobody's. */
interface OpenFile {
  readonly path: string
  readonly id: FileId | undefined
  readonly descriptor: number | undefined
}

/**
 * Finds the files that LMDB opens. A look at a path before or after opening proves nothing: a process can be stopped
 * between any two system calls, while another puts a file in the place of the one that was just opened. So LMDB's own
 * descriptors are looked for: those that are new after opening. Where the system does not list them, the path must have
 * led to the same file, born at the same time, before and after.
 */
export class OpeningFiles {
  readonly #directory: string
  readonly #descriptors: ReadonlySet<number> | undefined
  readonly #before: ReadonlyMap<string, FileId | undefined>

  /** Before LMDB opens them. */
  constructor(directory: string) {
    this.#directory = directory
    const descriptors = openDescriptors()
    // LMDB's next one gets the number of one that is closed.
    this.#descriptors = descriptors && new Set(descriptors.filter((number) => fileOf(number) !== undefined))
    this.#before = new Map(['data.mdb', 'lock.mdb'].map((name) => [name, fileAt(join(directory, name))]))
  }

  /** After LMDB has opened them. */
  opened(): OpenFiles {
    const now = openDescriptors()
    const fresh = now?.filter((descriptor) => !this.#descriptors?.has(descriptor))
    const data = this.#fresh('data.mdb', fresh)
    if (data !== undefined) return new OpenFiles(this.#directory, data, this.#fresh('lock.mdb', fresh))
    // This process has the store open already: LMDB uses the same descriptors again.
    const shared = this.#shared('data.mdb', now)
    if (shared !== undefined) return new OpenFiles(this.#directory, shared, this.#shared('lock.mdb', now))
    return new OpenFiles(this.#directory, this.#unlisted('data.mdb'), this.#unlisted('lock.mdb'))
  }

  #fresh(name: string, fresh: readonly number[] = []): OpenFile | undefined {
    const descriptors = fresh.filter((descriptor) => nameOf(descriptor) === name)
    const [descriptor] = descriptors
    if (descriptor === undefined) return undefined
    const id = fileOf(descriptor)
    // Other threads open files, too.
    const isOne = descriptors.every((other) => isSameFile(fileOf(other), id))
    return { path: join(this.#directory, name), id: isOne ? id : undefined, descriptor }
  }

  #shared(name: string, all: readonly number[] = []): OpenFile | undefined {
    const path = join(this.#directory, name)
    const id = fileAt(path)
    const descriptors = all.filter((descriptor) => isSameFile(fileOf(descriptor), id))
    const descriptor = descriptors.find(showsLock) ?? descriptors[0]
    if (descriptor === undefined) return name === 'lock.mdb' ? { path, id: undefined, descriptor } : undefined
    return { path, id, descriptor }
  }

  #unlisted(name: string): OpenFile {
    const path = join(this.#directory, name)
    const [before, id] = [this.#before.get(name), fileAt(path)]
    const isOne = isSameFile(before, id) && before?.bornNs === id?.bornNs
    return { path, id: isOne ? id : undefined, descriptor: undefined }
  }
}

/**
 * The two files of a store as this process has them open, compared with those that its path leads to. A store is known
 * by its files: what is written to one that is no longer there is seen by nobody, and a data file under two lock files
 * has two writers at a time.
 */
export class OpenFiles {
  readonly #directory: string
  readonly #data: OpenFile
  /** Undefined where LMDB has opened none: on a medium that nobody can write. */
  readonly #lock: OpenFile | undefined
  /** The system's account of the lock file's descriptor; undefined where it names no locks. */
  #account: number | undefined

  constructor(directory: string, data: OpenFile, lock: OpenFile | undefined) {
    this.#directory = directory
    this.#data = data
    this.#lock = lock
    this.#account = accountOf(lock?.descriptor)
  }

  /** LMDB's own descriptor of the lock file, where it can be found. */
  get lockDescriptor(): number | undefined {
    return this.#lock?.descriptor
  }

  /** Undefined as long as the path leads to these files; else the reason why they are the store's no longer. Takes about 6 µs. */
  change(): EsError | undefined {
    const data = fileAt(this.#data.path)
    if (data === undefined) return new StoreNotFoundError({ directory: this.#directory, wasOpen: true })
    if (!isSameFile(data, this.#data.id)) return replaced(this.#directory, 'data.mdb')
    if (this.#lock === undefined || isSameFile(fileAt(this.#lock.path), this.#lock.id)) return undefined
    return replaced(this.#directory, 'lock.mdb')
  }

  /**
   * Undefined as long as others can see that this process has the store open. A process that closes any descriptor of the
   * lock file loses its lock on it (fcntl(2)): then others take the store for unused. Takes about 5 µs; only Linux tells.
   */
  lostLock(): EsError | undefined {
    if (this.#account === undefined || tellsOfLock(this.#account)) return undefined
    return new StoreStaleError(
      `this process has lost its lock on the store '${this.#directory}': something in it opened and closed 'lock.mdb'`,
      { hint: "close the store and open it again, and copy stores with 'es backup'" },
    )
  }

  close(): void {
    if (this.#account !== undefined) closeSync(this.#account)
    this.#account = undefined
  }
}

function replaced(directory: string, name: string): StoreStaleError {
  return new StoreStaleError(
    `the file '${name}' of the store '${directory}' was replaced while it was open`,
    {
      hint: 'open the store again',
    },
  )
}

const bytes = Buffer.alloc(1024)

/** A descriptor of what the system says of another, if that tells of a lock. */
function accountOf(descriptor: number | undefined): number | undefined {
  if (descriptor === undefined) return undefined
  let account: number | undefined
  try {
    account = openSync(`/proc/self/fdinfo/${descriptor}`, 'r')
    if (tellsOfLock(account)) return account
  } catch {
    // No account is kept here.
  }
  if (account !== undefined) closeSync(account)
  return undefined
}

function showsLock(descriptor: number): boolean {
  const account = accountOf(descriptor)
  if (account !== undefined) closeSync(account)
  return account !== undefined
}

/** `lock:	1: POSIX  ADVISORY  READ 4242 fe:00:2146820 0 0` */
function tellsOfLock(account: number): boolean {
  return bytes.toString('latin1', 0, readSync(account, bytes, 0, bytes.length, 0)).includes('ADVISORY  READ ')
}
