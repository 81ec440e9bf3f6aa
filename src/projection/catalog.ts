import { unknownProjection } from '../revision/unknown-projection.ts'
import { main_branch } from '../store/keys.ts'
import type { Store } from '../store/store.ts'
import type { ProjectionFolder } from './folder.ts'
import { compareKeys } from './key-order.ts'
import { doubledName, type Model } from './model.ts'
import { isModelFailure } from './model-failures.ts'
import { nameWithoutCode } from './model-names.ts'
import { type GenerationRecord, type ModelRecord, ModelRecords, noRecord } from './model-records.ts'
import type { Projection } from './projection.ts'
import { isSameCode } from './reader.ts'
import { areUnchanged } from './source-files.ts'

/**
 * The projections at hand, by name, each with what the store has of its read model. Code is loaded only where the
 * files differ from those that the stored model was built from, or when it is asked for.
 */
export class Catalog {
  readonly records: ModelRecords
  readonly folder: ProjectionFolder
  readonly #current = new Map<string, boolean>()
  #models: ReadonlyMap<string, Model> | undefined

  constructor(store: Store, folder: ProjectionFolder) {
    this.folder = folder
    this.records = new ModelRecords(store.table('models'), main_branch)
  }

  /** Ordered by name. A file that cannot be loaded is among them: reading its model says what is wrong with it. */
  get models(): ReadonlyMap<string, Model> {
    this.#models ??= this.#find()
    return this.#models
  }

  /** @throws {ProjectionUnknownError} */
  model(name: string): Model {
    const model = this.models.get(name)
    if (model === undefined) throw unknownProjection(name, [...this.models.keys()])
    return model
  }

  /**
   * What the store has of the named models, or of all that it has something of. Loads code only for a name that it has
   * nothing of; of a model whose file is gone there may be something.
   * @throws {ProjectionUnknownError}
   */
  recordsOf(names: readonly string[] | undefined): ModelRecord[] {
    if (names === undefined) return this.records.all()
    return names.map((name) => this.records.get(name) ?? noRecord(this.model(name).name))
  }

  /** @throws {ProjectionInvalidError} {@link ProjectionFailedError} {@link UnsafeOwnerError} */
  projection(model: Model): Projection {
    if (model.rivals.length > 0) throw doubledName(model)
    const live = this.records.get(model.name)?.live
    if (live !== undefined && !this.folder.has(model.file) && this.isUnchanged(model, live)) {
      const bundle = this.records.codeOf(live)
      if (bundle !== undefined) this.folder.adopt(bundle)
    }
    return this.folder.load(model.file)
  }

  /**
   * The stored generation that answers for the code now; undefined when the model is stale or was never built.
   * @throws what {@link projection} throws, when code must be loaded to know it.
   */
  live(model: Model): GenerationRecord | undefined {
    if (model.rivals.length > 0) throw doubledName(model)
    const live = this.records.get(model.name)?.live
    return live !== undefined && this.isCurrent(model, live) ? live : undefined
  }

  /** Whether a generation was built by code that does what the code now does. */
  isCurrent(model: Model, generation: GenerationRecord): boolean {
    const question = `${model.file}\n${generation.fingerprint}`
    let answer = this.#current.get(question)
    if (answer === undefined) {
      answer = this.isUnchanged(model, generation) || isSameCode(this.projection(model).bundle, generation)
      this.#current.set(question, answer)
    }
    return answer
  }

  /** Whether a generation was built from these very files. Loads nothing. */
  isUnchanged({ file }: Pick<Model, 'file'>, { entry, files }: GenerationRecord): boolean {
    return entry === file && areUnchanged(this.folder.root, files)
  }

  #find(): Map<string, Model> {
    const { folder } = this
    const records = this.records.all()
    const named = new Map(folder.files.map((file) => [file, this.recordedName(file, records)]))
    folder.prepare(folder.files.filter((file) => named.get(file) === undefined))
    for (const [file, name] of named) named.set(file, name ?? this.#loadedName(file))
    const filesOf = new Map<string, string[]>()
    for (const [file, name] of named)
      if (name !== undefined) filesOf.set(name, [...(filesOf.get(name) ?? []), file])
    const taken = new Set(filesOf.keys())
    for (const [file, name] of named) {
      if (name !== undefined) continue
      const assumed = nameWithoutCode(file, records, taken)
      taken.add(assumed)
      filesOf.set(assumed, [file])
    }
    const models = Array.from(filesOf, ([name, [file = '', ...rivals]]) => ({ name, file, rivals }))
    return new Map(models.sort((a, b) => compareKeys(a.name, b.name)).map((model) => [model.name, model]))
  }

  /** The name that this very code gave itself when it was run last. */
  protected recordedName(file: string, records: readonly ModelRecord[]): string | undefined {
    return records.find(({ live }) => live !== undefined && this.isUnchanged({ file }, live))?.name
  }

  /** Undefined when the file cannot be loaded. */
  #loadedName(file: string): string | undefined {
    try {
      return this.folder.load(file).name
    } catch (error) {
      if (isModelFailure(error)) return undefined
      throw error
    }
  }
}
