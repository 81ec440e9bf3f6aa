import type { Verdict, VerifiedTag } from '../projection/verify-tag.ts'
import type { JsonFields } from './json.ts'
import type { Terminal } from './terminal.ts'

/** `v1 chain: same`, `v1 orders: differs`: a line for each thing that a tag remembers. */
export function verifiedTagsText(verified: readonly VerifiedTag[], terminal: Terminal): string {
  return verified
    .flatMap(({ tag, chain, models }) =>
      [{ name: 'chain', verdict: chain }, ...models].map(
        ({ name, verdict }) =>
          `${terminal.colours.tag(terminal.safeLine(tag.name))} ${terminal.safeLine(name)}: ${verdictText(verdict, chain, terminal)}`,
      ),
    )
    .join('\n')
}

function verdictText(verdict: Verdict, chain: VerifiedTag['chain'], { colours }: Terminal): string {
  switch (verdict) {
    case 'same':
      return colours.good('same')
    case 'differs':
      return colours.error('differs')
    case 'not-compared':
      return colours.warning(
        chain === 'same' ? 'not compared, its code has changed' : 'not compared, the history is another',
      )
    case 'gone':
      return colours.warning('not compared, there is no such projection now')
    case 'failed':
      return colours.error('not compared, it fails')
  }
}

export function verifiedTagFields({ tag, chain, models }: VerifiedTag): JsonFields {
  const { name, branch, position } = tag
  return { name, branch, position, chain, models: models.map((model) => ({ ...model })) }
}
