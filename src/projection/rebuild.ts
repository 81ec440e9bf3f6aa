import { type EsError, ProjectionFailedError } from '../errors.ts'
import type { ReadQuery } from '../store/event.ts'
import type { Cause } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import { batches, batchOfEvents } from './batches.ts'
import type { Catalog } from './catalog.ts'
import type { GenerationWriter } from './generation-writer.ts'
import { type RebuildLimits, rebuild_limits } from './limits.ts'
import type { Model } from './model.ts'
import { type FailedModel, isModelFailure } from './model-failures.ts'
import type { ModelRecords } from './model-records.ts'
import type { Projection } from './projection.ts'
import { giveUp, recordFailure } from './rebuild-failure.ts'
import { noteRebuild, type Outcome, openWriter, type Plan, type PlanOptions } from './rebuild-plan.ts'
import { removeRetired } from './retired.ts'
import { requireSelfContained } from './self-contained.ts'

export interface RebuildOptions {
  /** All when left out. */
  readonly names?: readonly string[] | undefined
  /** Build again what is fresh, too. */
  readonly force?: boolean
  readonly limits?: RebuildLimits
  /** Who asked for it, for the op log; an application that catches up is not in it. */
  readonly cause?: Cause | undefined
}

/** How far the one pass over the log is, for all projections that take part. */
export interface RebuildProgress {
  readonly names: readonly string[]
  /** Where the pass began, is, and ends. */
  readonly from: number
  readonly position: number
  readonly upTo: number
}

export interface RebuiltModel {
  readonly name: string
  readonly outcome: Outcome | 'failed'
  /** Of the stored read model, now; 0 when there is none. */
  readonly position: number
  /** How many positions of the log this run folded over. */
  readonly events: number
  readonly error?: EsError
}

/** Those of them that failed. */
export function failedOf(models: readonly RebuiltModel[]): FailedModel[] {
  return models.flatMap(({ name, error }) => (error === undefined ? [] : [{ name, error }]))
}

/** What is folded inside the last transaction: few enough that it stays short. */
const last_events = 1000

interface Work {
  readonly model: Model
  readonly writer: GenerationWriter
  readonly plan: Plan
  readonly began: number
  error?: EsError
}

/**
 * Brings stored read models to the branch's tip, in one pass over the log for all of them. A model that is missing or
 * stale gets a new generation beside the living one, and readers see it once it is whole. Interrupted, it goes on
 * from its last checkpoint when it is called again. One projection's failure stops only that one.
 * @throws {ProjectionUnknownError} {@link StoreBusyError} another process rebuilds one of them
 */
export function* rebuild(
  store: Store,
  catalog: Catalog,
  options: RebuildOptions = {},
): Generator<RebuildProgress, RebuiltModel[]> {
  const models = (options.names ?? [...catalog.models.keys()]).map((name) => catalog.model(name))
  const { limits = rebuild_limits, force = false, cause } = options
  const results: RebuiltModel[] = []
  const work: Work[] = []
  for (const model of models) {
    const opened = open(store, catalog, model, { force, limits, cause })
    if ('outcome' in opened) results.push(opened)
    else work.push(opened)
  }
  yield* fold(store, work, limits)
  for (const one of work) yield* finish(store, catalog.records, one, { limits, cause })
  for (const one of work) if (!isCaughtUpElsewhere(one)) results.push(resultOf(store, catalog, one))
  const elsewhere = work.filter(isCaughtUpElsewhere).map(({ model }) => model.name)
  if (elsewhere.length > 0)
    results.push(...(yield* rebuild(store, catalog, { ...options, names: elsewhere })))
  for (const model of models) yield* removeRetired(store, catalog.records, model.name)
  return results.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function open(store: Store, catalog: Catalog, model: Model, how: PlanOptions): Work | RebuiltModel {
  const { name } = model
  try {
    const plan = openWriter(store, catalog, model, how)
    if (plan.writer !== undefined) return { model, writer: plan.writer, plan, began: plan.writer.position }
    return { name, outcome: plan.outcome, position: plan.position, events: 0 }
  } catch (error) {
    if (!isModelFailure(error)) throw error
    recordFailure(store, catalog, model, error)
    const position = catalog.records.get(name)?.live?.position ?? 0
    return { name, outcome: 'failed', position, events: 0, error }
  }
}

/** Somebody else has brought the live generation on meanwhile: what is left to do is looked at anew. */
function isCaughtUpElsewhere({ writer }: Work): boolean {
  return writer.role === 'live' && writer.isOvertaken
}

/** One pass for all, up to what is the tip when it begins. */
function* fold(store: Store, work: readonly Work[], limits: RebuildLimits): Generator<RebuildProgress> {
  const active = () => work.filter((one) => one.error === undefined && !isCaughtUpElsewhere(one))
  if (work.length === 0) return
  const from = Math.min(...work.map(({ writer }) => writer.position))
  const upTo = store.log.tip.position
  const names = work.map(({ model }) => model.name)
  const query = unionOf(work.map(({ writer }) => writer.projection))
  let checkpointed = { position: from, atMs: performance.now() }
  for (const batch of batches(store.log, { ...query, after: from, upTo }, limits.batchEvents)) {
    const { position } = batch
    for (const one of active()) attempt(one, () => one.writer.run(batch, position))
    const isDue =
      position - checkpointed.position >= limits.checkpointEvents ||
      performance.now() - checkpointed.atMs >= limits.checkpointMs
    if (isDue) {
      for (const one of active()) attempt(one, () => one.writer.checkpoint())
      checkpointed = { position, atMs: performance.now() }
    }
    // Without it the process would hold on to the pages as they were when it began.
    store.refresh()
    yield { names, from, position, upTo }
  }
  for (const one of active())
    attempt(one, () => {
      one.writer.run(batchOfEvents([]), upTo)
      one.writer.checkpoint()
    })
}

/** The events that came meanwhile, then the switch, in one short transaction. */
function* finish(
  store: Store,
  records: ModelRecords,
  work: Work,
  { limits, cause }: Pick<PlanOptions, 'limits' | 'cause'>,
): Generator<RebuildProgress> {
  if (work.error !== undefined) return
  if (work.writer.role === 'building') {
    attempt(work, () => requireSelfContained(work.writer, store.log))
    if (work.error !== undefined) giveUp(store, records, work.writer.name)
  }
  for (;;) {
    if (work.error !== undefined || isCaughtUpElsewhere(work)) return
    if (attempt(work, () => tryFinish(store, work, cause))) return
    yield* fold(store, [work], limits)
  }
}

function tryFinish(store: Store, { writer, plan }: Work, cause: Cause | undefined): boolean {
  return store.commit(() => {
    const upTo = store.log.tip.position
    if (upTo - writer.position > last_events) return false
    const events = store.log.read({ ...writer.projection.query, after: writer.position, upTo })
    writer.run(batchOfEvents([...events]), upTo)
    writer.finish((record, generation) => {
      if (writer.role === 'live') return { ...record, live: generation, failure: undefined }
      const retired = record.live === undefined ? record.retired : [...record.retired, record.live.generation]
      return { ...record, live: generation, building: undefined, failure: undefined, retired }
    })
    if (cause !== undefined) noteRebuild(store, writer.name, { outcome: plan.outcome, position: upTo }, cause)
    return true
  })
}

/** A projection's failure is kept with its work; anything else goes on. */
function attempt<T>(work: Work, body: () => T): T | undefined {
  try {
    return body()
  } catch (error) {
    if (error instanceof ProjectionFailedError) work.error = error
    else if (!isCaughtUpElsewhere(work)) throw error
    return undefined
  }
}

function resultOf(store: Store, catalog: Catalog, work: Work): RebuiltModel {
  const { model, plan, error, writer, began } = work
  if (error !== undefined) recordFailure(store, catalog, model, error)
  const position = catalog.records.get(model.name)?.live?.position ?? 0
  const events = writer.position - began
  if (error === undefined) return { name: model.name, outcome: plan.outcome, position, events }
  return { name: model.name, outcome: 'failed', position, events, error }
}

function unionOf(projections: readonly Projection[]): Pick<ReadQuery, 'types' | 'streams' | 'categories'> {
  const [only] = projections
  if (only !== undefined && projections.length === 1) return only.query
  const types = projections.map(({ query }) => query.types)
  return types.every((list) => list !== undefined) ? { types: [...new Set(types.flat())] } : {}
}
