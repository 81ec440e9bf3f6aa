import { StoreBusyError } from '../errors.ts'
import { ModelFailures } from '../projection/model-failures.ts'
import { isSameCode, type ReadModelReader } from '../projection/reader.ts'
import { claim, release } from '../store/claims.ts'
import type { Store } from '../store/store.ts'
import { CarryOut } from './carry-out.ts'
import { refuse } from './obstacle.ts'
import type { Plan } from './plan.ts'
import { planLayout } from './plan-layout.ts'
import type { LaidOut, LayOutProgress, LayOutRequest } from './request.ts'
import { TreeFiles } from './tree-files.ts'
import { TreeIndex } from './tree-index.ts'

/**
 * Lays out every read model at a position as files, `state/<projection>/<key>.json`, and touches only those that
 * differ: found from what changed since the last checkout, when that one is complete and the code is the same. A file
 * that was edited but need not change stays as it is, as in git, unless `force`.
 *
 * A model that fails stops no other: its files stay as they were, and the result says why and where they are.
 *
 * Not atomic over files: when it is interrupted, the same call goes on where it was, and so does any other.
 * @throws {WorktreeEditedError} something is in the way; nothing was touched.
 * @throws {StoreBusyError} another process is laying it out, and nothing was touched; or it is writing to the store.
 * @throws {DiskFailedError} some files may be written.
 */
export function* layOut(
  store: Store,
  reader: ReadModelReader,
  request: LayOutRequest,
): Generator<LayOutProgress, LaidOut> {
  const owner = claim(store.directory, 'checkout')
  if (owner !== undefined)
    throw new StoreBusyError(`${owner} is changing the work tree`, {
      hint: 'wait for it, or end it',
    })
  try {
    return yield* laidOut(store, reader, request)
  } finally {
    release(store.directory, 'checkout')
  }
}

function* laidOut(
  store: Store,
  reader: ReadModelReader,
  request: LayOutRequest,
): Generator<LayOutProgress, LaidOut> {
  const files = new TreeFiles(store.root)
  const index = new TreeIndex(store.table('worktree'))
  const failures = new ModelFailures()
  const plan = yield* planned(reader, files, index, { ...request, failures })
  if (plan.obstacles.length > 0) refuse(plan.obstacles)
  yield* new CarryOut({ store, reader, files, index }, plan, request).run()
  const documents = plan.models.reduce((sum, model) => sum + model.documents, 0)
  const written = plan.writes.length
  const failed = Array.from(failures, ({ name, error }) => {
    const position = plan.models.find((model) => model.name === name)?.keptAt
    return { name, error, position }
  })
  return { written, removed: plan.removals.length, unchanged: documents - written, failed }
}

function* planned(
  reader: ReadModelReader,
  files: TreeFiles,
  index: TreeIndex,
  { branch, position, force, dropsFailed = false, failures }: LayOutRequest & { failures: ModelFailures },
): Generator<LayOutProgress, Plan> {
  const before = index.record
  const plans = planLayout(reader, files, index, {
    position,
    force,
    before,
    dropsFailed,
    failures,
    lastLaid: ({ name, folder, code }) => {
      if (force || before === undefined || !before.complete || before.branch !== branch) return undefined
      const model = before.models.find((each) => each.name === name)
      if (model?.folder !== folder || model.isMixed || !isSameCode(model.code, code)) return undefined
      if (model.documents > 0 && !files.folderExists(folder)) return undefined
      return { position: model.keptAt ?? before.position, documents: model.documents }
    },
  })
  for (;;) {
    const step = plans.next()
    if (step.done) return step.value
    yield { stage: 'comparing', done: step.value, total: undefined }
  }
}
