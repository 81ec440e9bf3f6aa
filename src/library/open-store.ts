import { lstatSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { StoreNotFoundError, UsageError } from '../errors.ts'
import { systemAmbient } from '../store/ambient.ts'
import { fileFailure } from '../store/disk-reason.ts'
import type { Ambient } from '../store/event.ts'
import { store_folder } from '../store/find-store.ts'
import { requirePath } from '../store/path-text.ts'
import { Store } from '../store/store.ts'
import { EventStore } from './event-store.ts'
import { object, requireKind, Shape, text, texts, truth } from './shape.ts'

export interface OpenStoreOptions {
  /** Make the store when there is none. */
  readonly create?: boolean
  /** Open for reading only: never waits for a writer, and writes nothing. */
  readonly readOnly?: boolean
  /** The folder `projections` with the projections' files; the one beside the store when left out. */
  readonly projections?: string
  /** `main` when left out. */
  readonly branch?: string
  /** The clock and the source of ids, for tests. */
  readonly ambient?: Ambient
  /** Folders whose stores are opened whoever owns them, and on whatever file system: what `ES_SAFE_DIRECTORY` is to `es`. */
  readonly safeDirectories?: readonly string[]
}

const options_shape = new Shape<OpenStoreOptions>('the second argument of openStore', {
  create: truth,
  readOnly: truth,
  projections: text,
  branch: text,
  ambient: object,
  safeDirectories: texts,
})

/**
 * Opens the store in a folder: the folder that holds `.es`, or `.es` itself.
 * @throws {StoreNotFoundError} there is none, and `create` is not set.
 * @throws {StoreDamagedError} {@link FormatUnsupportedError} {@link UnsafeOwnerError} {@link RefusedError}
 * @throws {UsageError} the folder can be no path. {@link DiskFailedError} the file system refused it.
 */
export function openStore(folder: string, options: OpenStoreOptions = {}): EventStore {
  requireKind(text, 'the folder', folder)
  options_shape.check(options)
  for (const path of [folder, options.projections, ...(options.safeDirectories ?? [])])
    if (path !== undefined) requirePath('the folder', path)
  try {
    return opened(folder, options)
  } catch (error) {
    throw fileFailure(error)
  }
}

function opened(folder: string, options: OpenStoreOptions): EventStore {
  const directory =
    basename(resolve(folder)) === store_folder ? resolve(folder) : join(resolve(folder), store_folder)
  if (lstatSync(directory, { throwIfNoEntry: false }) === undefined) {
    if (!options.create) throw new StoreNotFoundError({ directory: dirname(directory) })
    Store.init(dirname(directory), options.safeDirectories)
  }
  const { readOnly = false, ambient = systemAmbient, branch = 'main' } = options
  const codeRoot = projectionsRoot(options.projections)
  const store = Store.open(directory, { readOnly, ambient, safeDirectories: options.safeDirectories })
  return new EventStore(store, branch, codeRoot ?? store.root)
}

/** The folder above `projections`, as code and its fingerprint are relative to that. */
function projectionsRoot(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined
  if (basename(resolve(folder)) !== 'projections')
    throw new UsageError(`the folder '${folder}' is not named 'projections'`)
  return dirname(resolve(folder))
}
