import { type Density, densityOf } from '../../browse/density.ts'
import { WarmModels } from '../../browse/warm-models.ts'
import type { ReadModels } from '../../projection/read-models.ts'
import { type ModelStatus, readModelStatus } from '../../projection/status.ts'
import type { RevisionContext } from '../../revision/context.ts'
import { describeRevision } from '../../revision/describe.ts'
import type { EventLog } from '../../store/event.ts'
import type { Head, Tag } from '../../store/refs.ts'
import type { Store } from '../../store/store.ts'

/** How long what was read of the projections' files is believed. */
const models_believed_ms = 2000

/** The store as it stands, read anew by `refresh`: what does not follow the cursor. */
export class StoreView {
  readonly log: EventLog
  readonly #store: Store
  readonly #openReader: (store: Store) => ReadModels
  readonly #nowMs: () => number
  #reader: ReadModels | undefined
  #warmth: WarmModels | undefined
  #models: readonly ModelStatus[] = []
  #modelsReadMs = Number.NEGATIVE_INFINITY
  #tags: readonly Tag[] = []
  #density: { readonly tip: number; readonly columns: number; readonly of: Density | undefined } | undefined
  /** Of the last event that is shown as there: it moves only when the store is read anew. */
  tipPosition = 0

  constructor(store: Store, openReader: (store: Store) => ReadModels, nowMs: () => number) {
    this.#store = store
    this.#openReader = openReader
    this.#nowMs = nowMs
    this.log = store.branch(store.refs.head.branch)
    this.readAnew()
  }

  /** Sees what other processes have done. True when something that is shown is other than before. */
  refresh(): boolean {
    this.#store.refresh()
    const before = this.#standing()
    this.readAnew()
    return this.#standing() !== before
  }

  /** Lets the next read see a newer state, without looking at it: between two steps of long work. */
  release(): void {
    this.#store.refresh()
  }

  readAnew(): void {
    this.tipPosition = this.log.tip.position
    const { branch } = this.log
    this.#tags = this.#store.refs
      .tags()
      .filter((tag) => tag.branch === branch)
      .sort((a, b) => a.position - b.position)
    this.#readModels()
  }

  #readModels(): void {
    if (performance.now() - this.#modelsReadMs < models_believed_ms) return
    const codeBefore = codeOf(this.#models)
    this.#models = readModelStatus(this.#store)
    this.#modelsReadMs = performance.now()
    // Code that was changed is loaded anew, as by a command that begins now.
    if (codeOf(this.#models) === codeBefore) return
    this.#reader = undefined
    this.#warmth = undefined
  }

  #standing(): string {
    return JSON.stringify([this.tipPosition, this.head, this.#tags, this.#models])
  }

  get reader(): ReadModels {
    this.#reader ??= this.#openReader(this.#store)
    return this.#reader
  }

  get warmth(): WarmModels {
    this.#warmth ??= new WarmModels(this.reader)
    return this.#warmth
  }

  get head(): Head {
    return this.#store.refs.head
  }

  /** On this branch, by position. */
  get tags(): readonly Tag[] {
    return this.#tags
  }

  get models(): readonly ModelStatus[] {
    return this.#models
  }

  density(columns: number): Density | undefined {
    const known = this.#density
    if (known?.tip === this.tipPosition && known.columns === columns) return known.of
    const of = densityOf(this.log, columns)
    this.#density = { tip: this.tipPosition, columns, of }
    return of
  }

  /** `v1+211` */
  described(position: number): string {
    const revision = { position, branch: this.log.branch, revision: String(position), warnings: [] }
    return describeRevision(revision, this.#store.refs, { exactMatch: false, always: true }).text
  }

  context(): RevisionContext {
    return { log: this.log, refs: this.#store.refs, nowMs: this.#nowMs(), script: false }
  }
}

function codeOf(models: readonly ModelStatus[]): string {
  return models.map(({ name, state }) => `${name}:${state === 'stale' || state === 'missing'}`).join()
}
