import { main_branch } from '../store/keys.ts'
import type { Cause } from '../store/refs.ts'
import type { Store } from '../store/store.ts'
import type { Bundle } from './bundle.ts'
import type { Catalog } from './catalog.ts'
import { GenerationWriter } from './generation-writer.ts'
import type { RebuildLimits } from './limits.ts'
import type { Model } from './model.ts'
import { type GenerationRecord, noRecord } from './model-records.ts'

/** `built`: a new generation. `renewed`: only comments or white space differ. `fresh`: there was nothing to do. */
export type Outcome = 'built' | 'caught-up' | 'renewed' | 'fresh'

export interface Plan {
  readonly outcome: Outcome
  readonly position: number
  /** Undefined when nothing is to be folded. */
  readonly writer: GenerationWriter | undefined
}

export interface PlanOptions {
  /** Build again what is fresh, too. */
  readonly force: boolean
  readonly limits: RebuildLimits
  readonly cause: Cause | undefined
}

/**
 * Decides what a model needs to be fresh at the tip, and prepares the store for it: a new generation is on record
 * before its first document is written, so that it is never lost sight of.
 */
export function openWriter(
  store: Store,
  catalog: Catalog,
  model: Model,
  { force, limits, cause }: PlanOptions,
): Plan {
  const tip = store.log.tip.position
  const live = force ? undefined : catalog.live(model)
  if (live === undefined) return buildAnew(store, catalog, model, limits)
  const isFinal = live.position >= tip
  const isRenewed = renew(store, catalog, model, { live, cause: isFinal ? cause : undefined })
  if (isFinal) return { outcome: isRenewed ? 'renewed' : 'fresh', position: live.position, writer: undefined }
  const record = catalog.live(model) as GenerationRecord
  const writer = writerOf(store, catalog, model, { role: 'live', record, limits })
  return { outcome: 'caught-up', position: record.position, writer }
}

/** Only the fingerprint is written when the code does what it did. True when it was. */
function renew(
  store: Store,
  catalog: Catalog,
  model: Model,
  { live, cause }: { live: GenerationRecord; cause: Cause | undefined },
): boolean {
  if (catalog.isUnchanged(model, live)) return false
  const { records } = catalog
  const { bundle } = catalog.projection(model)
  store.commit(() => {
    const record = records.get(model.name)
    if (record?.live?.generation !== live.generation) return
    records.put({ ...record, live: { ...record.live, ...identityOf(bundle) } })
    records.putCode(live.generation, bundle)
    const after = { outcome: 'renewed', position: live.position } as const
    if (cause !== undefined) noteRebuild(store, model.name, after, cause)
  })
  return true
}

/** In the op log, inside the commit that makes the change. */
export function noteRebuild(
  store: Store,
  name: string,
  after: { outcome: Outcome; position: number },
  cause: Cause,
): void {
  store.refs.recordModelChange({ ...cause, kind: 'rebuild', ref: name, after })
}

/** A build of this code that was interrupted goes on; one of other code is given up. */
function buildAnew(store: Store, catalog: Catalog, model: Model, limits: RebuildLimits): Plan {
  const { records } = catalog
  const { bundle } = catalog.projection(model)
  const identity = identityOf(bundle)
  const record = store.commit(() => {
    const before = records.get(model.name) ?? noRecord(model.name)
    if (before.building?.fingerprint === identity.fingerprint) return before.building
    const building = { ...identity, generation: records.newGeneration(), position: 0 }
    const retired = before.building ? [...before.retired, before.building.generation] : before.retired
    records.put({ ...before, building, retired })
    records.putCode(building.generation, bundle)
    return building
  })
  const writer = writerOf(store, catalog, model, { role: 'building', record, limits })
  return { outcome: 'built', position: record.position, writer }
}

function identityOf(bundle: Bundle): Omit<GenerationRecord, 'generation' | 'position'> {
  const { fingerprint, codeDigest, entry, files } = bundle
  return { fingerprint, codeDigest, entry, files }
}

function writerOf(
  store: Store,
  catalog: Catalog,
  model: Model,
  generation: { role: 'live' | 'building'; record: GenerationRecord; limits: RebuildLimits },
): GenerationWriter {
  const { records } = catalog
  const snapshots = records.get(model.name)?.snapshots ?? []
  const tags = store.refs.tags().filter(({ branch }) => branch === store.log.branch)
  const positions = [...snapshots, ...tags].map(({ position }) => position)
  const boundaries = [...new Set(positions)].sort((a, b) => a - b)
  return new GenerationWriter({
    store,
    records,
    projection: catalog.projection(model),
    branch: main_branch,
    boundaries,
    ...generation,
  })
}
