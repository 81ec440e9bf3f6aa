import type { ModelStatus, UnclaimedModel } from '../projection/status.ts'
import type { Tag } from '../store/refs.ts'
import type { EditedFile } from '../worktree/edited.ts'
import type { StoreStatus } from '../worktree/store-status.ts'
import { isOutdated, type LaidModelStatus, type TreeStatus } from '../worktree/tree-status.ts'
import { headText } from './checkout-text.ts'
import { counted } from './counted.ts'
import type { JsonFields } from './json.ts'
import type { Terminal } from './terminal.ts'

/** Where HEAD is, how each read model stands, what the work tree is at and which of its files were edited. */
export function* statusText(
  { head, models, unclaimed, tree }: StoreStatus,
  terminal: Terminal,
): IterableIterator<string> {
  yield headText(head, terminal)
  yield ''
  yield* modelLines(models, terminal)
  for (const model of unclaimed) yield unclaimedLine(model, terminal)
  yield ''
  yield* treeLines(tree, head.position, terminal)
}

function* modelLines(models: readonly ModelStatus[], terminal: Terminal): IterableIterator<string> {
  if (models.length === 0) return yield "no projections: put one in 'projections/' beside '.es'"
  yield terminal.colours.heading('read models')
  const width = Math.max(...models.map(({ name }) => name.length))
  for (const model of models)
    yield `  ${terminal.safeLine(model.name).padEnd(width)}  ${modelText(model, terminal)}`
}

/** `stored, but without a projection: old at 40, 2 snapshots: 'es rebuild-projection --drop old' removes it` */
export function unclaimedLine(
  { name, position, snapshots }: UnclaimedModel,
  { colours, safeLine }: Terminal,
): string {
  const besides = snapshots === 0 ? '' : ` with ${counted(snapshots, 'snapshot')}`
  return `${colours.warning('no projection')} for '${safeLine(name)}', stored up to ${position}${besides}: 'es rebuild-projection --drop ${safeLine(name)}' removes it`
}

function modelText({ name, state, position, behind, failure }: ModelStatus, terminal: Terminal): string {
  const { colours, safeLine } = terminal
  switch (state) {
    case 'fresh':
      return colours.good('fresh')
    case 'behind':
      return `${colours.warning(`behind by ${behind}`)}, at ${position}`
    case 'stale':
      return `${colours.warning('stale')}: its code has changed, at ${position}`
    case 'rebuilding':
      return `${colours.warning('rebuilding')}, at ${position}`
    case 'missing':
      return `${colours.warning('missing')}: not stored`
    case 'failed':
      // The message begins with the name, which stands at the beginning of the line already.
      return colours.error(safeLine((failure?.message ?? 'failed').replace(`projection '${name}' `, '')))
  }
}

function* treeLines(
  tree: TreeStatus | undefined,
  headPosition: number,
  terminal: Terminal,
): IterableIterator<string> {
  if (tree === undefined) return yield "no work tree: 'es checkout' lays it out"
  const { position, complete, edited } = tree
  const { colours, safeLine } = terminal
  const words = [`${colours.heading('work tree')} at ${colours.position(position)}`]
  if (!complete) words.push(`${colours.warning('interrupted')}: 'es checkout' goes on`)
  else if (position < headPosition) words.push(`${headPosition - position} behind HEAD`)
  else if (position > headPosition) words.push(`${position - headPosition} ahead of HEAD`)
  yield words.join(', ')
  const outdated = tree.models.filter((model) => isOutdated(model, tree))
  const width = Math.max(...outdated.map(({ name }) => name.length))
  for (const model of outdated)
    yield `  ${safeLine(model.name).padEnd(width)}  ${laidText(model, tree, terminal)}`
  for (const { path, change } of edited)
    yield `  ${colours.removed(`${`${change}:`.padEnd(10)}state/${safeLine(path)}`)}`
}

function laidText({ code, position }: LaidModelStatus, tree: TreeStatus, { colours }: Terminal): string {
  const at = position === tree.position ? '' : `at ${colours.position(position)}, `
  switch (code) {
    case 'gone':
      return `${at}${colours.warning('its projection is gone')}: 'es checkout' removes its files`
    case 'other-code':
      return `${at}${colours.warning('laid out by other code')}: 'es checkout' lays it out anew`
    case 'current':
      return `${colours.warning(`at ${position}`)}: where it was when it failed; 'es checkout' tries again`
  }
}

export function statusJson({ head, models, unclaimed, tree }: StoreStatus): JsonFields {
  const { branch, position, detached, tipPosition, lastTag } = head
  return {
    branch,
    position,
    detached,
    tip: tipPosition,
    lastTag: lastTag === undefined ? null : tagFields(lastTag, position),
    projections: models.map(({ name, state, position, behind, failure }) => ({
      name,
      state,
      position,
      behind,
      failure: failure === undefined ? null : { ...failure },
    })),
    unclaimed: unclaimed.map((model) => ({ ...model })),
    workTree:
      tree === undefined
        ? null
        : {
            branch: tree.branch,
            position: tree.position,
            complete: tree.complete,
            models: tree.models.map((model) => ({ ...model })),
            edited: tree.edited.map(({ path, change }: EditedFile) => ({ path: `state/${path}`, change })),
          },
  }
}

function tagFields({ name, position }: Tag, here: number): JsonFields {
  return { name, position, distance: here - position }
}
