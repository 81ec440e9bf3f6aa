import { hash } from 'node:crypto'
import type { ModelFailures } from '../projection/model-failures.ts'
import type { ReadModelReader } from '../projection/reader.ts'
import { documentText } from './document-text.ts'
import { fileChange } from './edited.ts'
import { caseFold, caseTwins, fileName } from './file-name.ts'
import { type Obstacle, removalState, targetState } from './obstacle.ts'
import type { LaidModel, Plan, PlannedWrite } from './plan.ts'
import type { TreeFiles } from './tree-files.ts'
import type { TreeEntry, TreeIndex, TreeModel, TreeRecord } from './tree-index.ts'

export interface PlanRequest {
  readonly position: number
  /** Look at every file, and replace those that were edited. */
  readonly force: boolean
  /** Of the checkout before; undefined when there was none. */
  readonly before: TreeRecord | undefined
  /**
   * Where all files of a model were last laid out with the same code, so that only what changed since is looked at;
   * undefined when that is not known.
   */
  readonly lastLaid: (
    model: LaidModel,
  ) => { readonly position: number; readonly documents: number } | undefined
  /** The files of a model that fails are removed, and do not stay as they were. */
  readonly dropsFailed: boolean
  /** Takes the models that fail. */
  readonly failures: ModelFailures
}

/**
 * Compares the index with the documents at a position; yields how many documents it has looked at. A model that fails
 * has no part in the plan but that its files stay, or go.
 */
export function* planLayout(
  reader: ReadModelReader,
  files: TreeFiles,
  index: TreeIndex,
  request: PlanRequest,
): Generator<number, Plan> {
  const planner = new Planner(reader, files, index, request)
  const models: TreeModel[] = []
  const twins = caseTwins(reader.names)
  for (const name of reader.names) {
    const folder = fileName(name, { twin: twins.has(caseFold(name)) })
    const begun = planner.mark()
    try {
      models.push(yield* planModel(planner, { name, folder, code: reader.code(name) }, files, request))
    } catch (error) {
      request.failures.keep(name, error)
      planner.forget(begun)
      const kept = request.dropsFailed ? undefined : keptModel(name, request.before)
      if (kept === undefined) planner.removeAll(name)
      else models.push(kept)
    }
  }
  planner.removeOthers(request.before)
  return { ...planner.inspected(), models }
}

function* planModel(
  planner: Planner,
  model: LaidModel,
  files: TreeFiles,
  request: PlanRequest,
): Generator<number, TreeModel> {
  files.checkFolder(model.folder)
  const last = request.lastLaid(model)
  if (last === undefined) return { ...model, documents: yield* planner.compareAll(model) }
  const more = yield* planner.compareChanged(model, last.position)
  return { ...model, documents: last.documents + more }
}

/** What stays of a model as the checkout before left it. */
function keptModel(name: string, before: TreeRecord | undefined): TreeModel | undefined {
  const model = before?.models.find((each) => each.name === name)
  if (before === undefined || model === undefined) return undefined
  const kept = { ...model, keptAt: model.keptAt ?? before.position }
  return before.complete ? kept : { ...kept, isMixed: true }
}

const retained_text_chars = 32 * 1024 * 1024
const documents_per_yield = 500

class Planner {
  readonly #reader: ReadModelReader
  readonly #files: TreeFiles
  readonly #index: TreeIndex
  readonly #position: number
  readonly #force: boolean
  readonly #removals: TreeEntry[] = []
  readonly #candidates: PlannedWrite[] = []
  #retainedChars = 0
  #lookedAt = 0

  constructor(reader: ReadModelReader, files: TreeFiles, index: TreeIndex, request: PlanRequest) {
    this.#reader = reader
    this.#files = files
    this.#index = index
    this.#position = request.position
    this.#force = request.force
  }

  /** Every document of a model; returns their number. */
  *compareAll(model: LaidModel): Generator<number, number> {
    const keys = new Set<string>()
    const folds = new Set<string>()
    const twins = new Set<string>()
    const later: { key: string; json: string | undefined }[] = []
    for (const { key, json } of this.#reader.documents(model.name, this.#position)) {
      const fold = caseFold(key)
      if (folds.has(fold)) twins.add(fold)
      keys.add(key)
      folds.add(fold)
      // The name of a file depends on other keys only where its own has upper-case letters.
      if (fold === key) this.#place(model, key, json, { twin: false, look: true })
      else later.push({ key, json: this.#retained(json) })
      yield* this.#lookedAtOne()
    }
    for (const { key, json = this.#document(model.name, key) as string } of later)
      this.#place(model, key, json, { twin: twins.has(caseFold(key)), look: true })
    for (const entry of this.#index.entries(model.name)) if (!keys.has(entry.key)) this.#remove(entry)
    return keys.size
  }

  /** The documents that changed since a position, and their case twins; returns by how many there are more now. */
  *compareChanged(model: LaidModel, since: number): Generator<number, number> {
    let more = 0
    for (const group of this.#changedGroups(model.name, since)) {
      const present = group.filter(({ json }) => json !== undefined)
      for (const { key, entry, json } of group) {
        if (json !== undefined) this.#place(model, key, json, { twin: present.length > 1, look: false })
        else if (entry !== undefined) this.#remove(entry)
        more += Number(json !== undefined) - Number(entry !== undefined)
      }
      yield* this.#lookedAtOne()
    }
    return more
  }

  /** The files of models that are no longer at hand. */
  removeOthers(before: TreeRecord | undefined): void {
    const isGone = (name: string): boolean => !this.#reader.names.includes(name)
    if (before?.complete)
      for (const { name } of before.models.filter((model) => isGone(model.name))) this.removeAll(name)
    else for (const entry of this.#index.entries()) if (isGone(entry.model)) this.#remove(entry)
  }

  removeAll(name: string): void {
    for (const entry of this.#index.entries(name)) this.#remove(entry)
  }

  /** What is planned so far, for {@link forget}. */
  mark(): { readonly removals: number; readonly candidates: number } {
    return { removals: this.#removals.length, candidates: this.#candidates.length }
  }

  /** Drops what was planned since the mark. */
  forget({ removals, candidates }: { removals: number; candidates: number }): void {
    this.#removals.length = removals
    this.#candidates.length = candidates
  }

  /** The plan, once all models are compared: only then is it known which of the files in the way are to go anyway. */
  inspected(): Omit<Plan, 'models'> {
    const obstacles: Obstacle[] = []
    for (const entry of this.#removals)
      if (removalState(this.#files, entry, this.#force) === 'edited')
        obstacles.push({ path: entry.path, kind: 'edited' })
    const going = new Set(this.#removals.map(({ path }) => caseFold(path)))
    const adoptions: PlannedWrite[] = []
    const writes: PlannedWrite[] = []
    for (const candidate of this.#candidates) {
      const state = targetState(this.#files, candidate, this.#force)
      if (state === 'right') adoptions.push(candidate)
      else if (state === 'free' || (state === 'foreign' && going.has(caseFold(candidate.path))))
        writes.push(candidate)
      else obstacles.push({ path: candidate.path, kind: state })
    }
    return { removals: this.#removals, writes, adoptions, obstacles }
  }

  /** The changed documents, each together with those whose keys differ from it only in case. */
  *#changedGroups(name: string, since: number): IterableIterator<Member[]> {
    const groups = new Map<string, Set<string>>()
    for (const key of this.#reader.changedKeys(name, since, this.#position)) {
      const fold = caseFold(key)
      const group = groups.get(fold)
      if (group === undefined)
        groups.set(fold, new Set([key, ...this.#index.twins(name, key).map((entry) => entry.key)]))
      else group.add(key)
    }
    for (const group of groups.values())
      yield Array.from(group, (key) => ({
        key,
        entry: this.#index.get(name, key),
        json: this.#document(name, key),
      }))
  }

  /** `look`: also at a file that is right by the index. One that is gone is then written again; so is an edited one, by force. */
  #place(
    { name, folder }: LaidModel,
    key: string,
    json: string,
    { twin, look }: { twin: boolean; look: boolean },
  ): void {
    const path = `${folder}/${fileName(key, { twin })}.json`
    const text = documentText(json)
    const digest = hash('sha256', text, 'hex')
    let entry = this.#index.get(name, key)
    if (entry !== undefined && entry.path !== path) {
      this.#remove(entry)
      entry = undefined
    }
    const rightByIndex = entry !== undefined && entry.digest === digest && entry.previous === undefined
    if (rightByIndex && !(look && this.#mustRestore(entry as TreeEntry))) return
    this.#candidates.push({ model: name, key, path, digest, text: this.#retained(text), entry })
  }

  #document(name: string, key: string): string | undefined {
    return this.#reader.get(name, key, this.#position)
  }

  /** The text, or undefined when much is held already. */
  #retained(text: string): string | undefined {
    this.#retainedChars += text.length
    return this.#retainedChars <= retained_text_chars ? text : undefined
  }

  *#lookedAtOne(): Generator<number, void> {
    if (++this.#lookedAt % documents_per_yield === 0) yield this.#lookedAt
  }

  #remove(entry: TreeEntry): void {
    this.#removals.push(entry)
  }

  #mustRestore(entry: TreeEntry): boolean {
    const change = fileChange(this.#files, entry)
    return change === 'deleted' || (this.#force && change !== 'none')
  }
}

interface Member {
  readonly key: string
  readonly entry: TreeEntry | undefined
  readonly json: string | undefined
}
