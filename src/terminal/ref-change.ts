import type { Head, Operation, Tag } from '../store/refs.ts'

/** What an operation did, in words: `tag v1 from 3 to 5`, `HEAD from main to 3`, `orders rebuilt`. */
export function refChangeText({ kind, ref, before, after }: Operation): string {
  switch (kind) {
    case 'tag':
      return `tag ${ref.slice('tag:'.length)} ${tagChange(before as Tag | undefined, after as Tag | undefined)}`
    case 'head':
      return `HEAD from ${headText(before as Head)} to ${headText(after as Head)}`
    case 'snapshot':
      return `snapshot of ${ref}`
    case 'rebuild':
      return `${ref} rebuilt`
    case 'prune':
      return `snapshots of ${ref} pruned`
    case 'drop':
      return `${ref} dropped`
  }
}

function tagChange(before: Tag | undefined, after: Tag | undefined): string {
  if (after === undefined) return `deleted, was at ${before?.position}`
  if (before === undefined) return `made at ${after.position}`
  return before.position === after.position
    ? `made anew at ${after.position}`
    : `from ${before.position} to ${after.position}`
}

/** Where HEAD is: a branch that it follows, or a position. */
export function headText({ branch, position }: Head): string {
  return position === undefined ? branch : String(position)
}
