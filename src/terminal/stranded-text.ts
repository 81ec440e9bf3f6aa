import type { StrandedStretch } from '../store/repair.ts'
import type { JsonFields } from './json.ts'

/** A stretch behind the damage: which positions, what speaks for them, and where they are now. */
export function strandedText({ first, last, provenTo, provenBy }: StrandedStretch, folder?: string): string {
  const where = folder === undefined ? '' : `; saved as '${folder}/${first}-${last}.jsonl'`
  return `positions ${first} to ${last} lie behind the damage, ${evidence({ first, last, provenTo, provenBy })}${where}`
}

function evidence({ last, provenTo, provenBy }: StrandedStretch): string {
  if (provenTo === undefined) return 'and nothing but their own chain proves them'
  return provenTo === last
    ? `and ${provenBy} proves them`
    : `and ${provenBy} proves those up to ${provenTo}; the rest is proven by its own chain alone`
}

export function strandedFields({ first, last, provenTo, provenBy }: StrandedStretch): JsonFields {
  return { first, last, provenTo: provenTo ?? null, provenBy: provenBy ?? null }
}
