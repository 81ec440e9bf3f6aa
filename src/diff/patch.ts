import { isDeepStrictEqual } from 'node:util'
import { createPatch, type Operation, type Pointer } from 'rfc6902'
import type { DocumentDifference } from './compare.ts'

/** The JSON Patch (RFC 6902) that makes `after` of `before`; of the whole document when it was added or removed. */
export function jsonPatch({ before, after }: Pick<DocumentDifference, 'before' | 'after'>): Operation[] {
  if (before === undefined) return [{ op: 'add', path: '', value: after }]
  if (after === undefined) return [{ op: 'remove', path: '' }]
  return createPatch(before, after, (input, output, place) =>
    Array.isArray(input) && Array.isArray(output) && input.length * output.length > few_pairs
      ? longArrayPatch(input, output, place)
      : undefined,
  )
}

/** The library compares every item with every other one and recurses as deep as both arrays are long. */
const few_pairs = 400

/** In one pass: what both begin and end with is kept, the rest compared item by item. Right, if not always shortest. */
function longArrayPatch(before: readonly unknown[], after: readonly unknown[], place: Pointer): Operation[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && isDeepStrictEqual(before[start], after[start])) start++
  let kept = 0
  while (kept < shorter - start && isDeepStrictEqual(before.at(-1 - kept), after.at(-1 - kept))) kept++
  const [beforeEnd, afterEnd] = [before.length - kept, after.length - kept]
  const operations: Operation[] = []
  for (let index = start; index < Math.min(beforeEnd, afterEnd); index++)
    operations.push(...itemPatch(before[index], after[index], place.add(String(index))))
  for (let index = beforeEnd - 1; index >= afterEnd; index--)
    operations.push({ op: 'remove', path: place.add(String(index)).toString() })
  for (let index = beforeEnd; index < afterEnd; index++)
    operations.push({ op: 'add', path: place.add(String(index)).toString(), value: after[index] })
  return operations
}

function itemPatch(before: unknown, after: unknown, place: Pointer): Operation[] {
  return jsonPatch({ before, after }).map((operation) => ({
    ...operation,
    path: `${place}${operation.path}`,
  }))
}
