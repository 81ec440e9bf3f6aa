import { resolve } from 'node:path'
import { type Bundle, bundleProjections } from './bundle.ts'
import { requireOwned, type SafeDirectories } from './owner.ts'
import { Projection } from './projection.ts'
import { projectionFiles } from './source-files.ts'

export interface FolderOptions {
  /** The projections' own files, relative to the root and in one folder; those in `projections/` when left out. */
  readonly files?: readonly string[]
  /** Folders whose code is run whoever owns it (`ES_SAFE_DIRECTORY`). */
  readonly safeDirectories?: SafeDirectories
  /** Receives what projections print by `console`; stderr when left out. */
  readonly print?: (text: string) => void
  /** How long the code may take for one batch of events; 30 s when left out. */
  readonly timeLimitMs?: number
  /** Whether Ctrl-C ends a batch, as it does when this is left out. */
  readonly endsOnSigint?: boolean
}

/** The projections beside a store, `projections/*.ts` and their like: found at once, bundled and run when asked for. */
export class ProjectionFolder {
  /** The folder that holds `projections/`. */
  readonly root: string
  /** The projections' own files, relative to the root. */
  readonly files: readonly string[]
  readonly #options: Required<Omit<FolderOptions, 'files'>>
  readonly #bundles = new Map<string, Bundle>()
  readonly #loaded = new Map<string, Projection>()
  readonly #failed = new Map<string, unknown>()

  constructor(root: string, options: FolderOptions = {}) {
    this.root = resolve(root)
    this.files = options.files ?? projectionFiles(this.root)
    this.#options = {
      safeDirectories: options.safeDirectories ?? [],
      print: options.print ?? ((text) => void process.stderr.write(`${text}\n`)),
      timeLimitMs: options.timeLimitMs ?? 30_000,
      endsOnSigint: options.endsOnSigint ?? true,
    }
  }

  /**
   * A projection's code, bundled and evaluated once.
   * @throws {UnsafeOwnerError} {@link ProjectionInvalidError} {@link ProjectionFailedError}
   */
  load(file: string): Projection {
    const known = this.#loaded.get(file)
    if (known !== undefined) return known
    if (this.#failed.has(file)) throw this.#failed.get(file)
    const [bundle = this.#bundles.get(file)] = this.#bundles.has(file) ? [] : this.#bundle([file])
    const projection = Projection.load(bundle as Bundle, this.#options)
    this.#loaded.set(file, projection)
    return projection
  }

  /** Whether a file is bundled already. */
  has(file: string): boolean {
    return this.#bundles.has(file)
  }

  /**
   * Takes a bundle that was made from these very files before.
   * @throws {UnsafeOwnerError}
   */
  adopt(bundle: Bundle): void {
    const paths = bundle.files.map(({ path }) => path)
    requireOwned(this.root, paths, this.#options.safeDirectories)
    this.#bundles.set(bundle.entry, bundle)
  }

  /** Loads all, after which their files are not needed. What fails does so whenever it is asked for. */
  loadAll(): void {
    this.prepare(this.files)
    for (const file of this.files) {
      try {
        this.load(file)
      } catch (error) {
        this.#failed.set(file, error)
      }
    }
  }

  /** Bundles several files at once, which takes as long as one. What cannot be bundled fails when it is loaded. */
  prepare(files: readonly string[]): void {
    const missing = files.filter((file) => !this.#bundles.has(file))
    if (missing.length < 2) return
    try {
      this.#bundle(missing)
    } catch {
      // One bad file fails them all: each is then bundled by itself, and says what is wrong with it.
    }
  }

  #bundle(files: readonly string[]): Bundle[] {
    const bundles = bundleProjections(this.root, files, this.#options.safeDirectories)
    for (const bundle of bundles) this.#bundles.set(bundle.entry, bundle)
    return bundles
  }
}
