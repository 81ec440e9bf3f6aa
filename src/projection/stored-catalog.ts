import { Catalog } from './catalog.ts'
import type { Model } from './model.ts'
import type { GenerationRecord, ModelRecord } from './model-records.ts'
import type { Projection } from './projection.ts'

/**
 * Answers for the code that built what the store holds, kept with it, whatever the code in `projections/` is now. What
 * is not stored, or was built by code that this version cannot run, is answered for the code now.
 */
export class StoredCatalog extends Catalog {
  readonly #served = new Map<string, GenerationRecord>()

  /** The names of the read models that were answered for older code than is in `projections/`. */
  get served(): readonly string[] {
    return [...this.#served.keys()]
  }

  override isCurrent(model: Model, generation: GenerationRecord): boolean {
    if (this.isUnchanged(model, generation)) return true
    if (this.records.codeOf(generation) === undefined) return super.isCurrent(model, generation)
    this.#served.set(model.name, generation)
    return true
  }

  override projection(model: Model): Projection {
    const served = this.live(model) && this.#served.get(model.name)
    const bundle = served && this.records.codeOf(served)
    if (bundle === undefined || this.folder.has(model.file)) return super.projection(model)
    this.folder.adopt({ ...bundle, entry: model.file })
    return this.folder.load(model.file)
  }

  /** The code now may not even load: the name that it had is enough. */
  protected override recordedName(file: string, records: readonly ModelRecord[]): string | undefined {
    return super.recordedName(file, records) ?? records.find(({ live }) => live?.entry === file)?.name
  }
}
