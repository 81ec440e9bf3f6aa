import { RevisionAmbiguousError, RevisionUnknownError } from '../errors.ts'
import { nearest, suggestion } from '../nearest.ts'
import type { Tag } from '../store/refs.ts'
import type { RevisionContext } from './context.ts'
import { formatStreamVersion } from './stream-version.ts'

/** A name is a tag, else a branch. @throws {RevisionAmbiguousError} in a script, when it is both. */
export function resolveName(
  name: string,
  context: RevisionContext,
): { position: number; warnings: string[] } {
  const tag = context.refs.tag(name)
  const isBranch = context.refs.branches().includes(name)
  if (tag === undefined && !isBranch) throw unknownName(name, context)
  if (tag === undefined) return { position: context.log.tip.position, warnings: [] }
  const both = `'${name}' is a tag and a branch`
  if (isBranch && context.script)
    throw new RevisionAmbiguousError(both, { hint: `write 'tag:${name}' or 'branch:${name}'` })
  return { position: tag.position, warnings: isBranch ? [`${both}, so it means the tag`] : [] }
}

export function resolveTag(name: string, context: RevisionContext): Tag {
  const tag = context.refs.tag(name)
  if (tag !== undefined) return tag
  const tags = context.refs.tags().map((each) => each.name)
  const hint = deletedHint(name, context) ?? didYouMean(name, tags)
  throw new RevisionUnknownError(`unknown tag '${name}'`, { hint })
}

export function unknownBranch(name: string, context: RevisionContext): RevisionUnknownError {
  return new RevisionUnknownError(`unknown branch '${name}'`, {
    hint: didYouMean(name, context.refs.branches()),
  })
}

function unknownName(name: string, context: RevisionContext): RevisionUnknownError {
  const { log, refs } = context
  const version = log.versionOf(name)
  const names = [...refs.tags().map((tag) => tag.name), ...refs.branches(), 'HEAD', 'ROOT']
  const hint =
    version === 0
      ? (deletedHint(name, context) ?? didYouMean(name, names))
      : `it is a stream: its last event is '${formatStreamVersion(name, version)}', and 'es log -- ${name}' lists them all`
  return new RevisionUnknownError(`unknown revision '${name}'`, { hint })
}

/** For the name of a tag that is no more; undefined for a name that never was one. */
function deletedHint(name: string, { refs }: RevisionContext): string | undefined {
  const [last] = refs.history(`tag:${name}`)
  return last === undefined ? undefined : `it was a tag, and deleted: '${name}@{1}' is where it was`
}

/** The hint that names what a mistyped word may have meant; undefined when nothing is near. */
export function didYouMean(word: string, names: readonly string[]): string | undefined {
  const near = nearest(word, names, 3).map((name) => suggestion(word, name))
  return near.length === 0 ? undefined : `did you mean ${near.join(' or ')}?`
}
