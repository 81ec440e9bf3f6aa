import type { Term } from '../page.ts'

/** What `es help` tells besides its commands. Apart from the texts, since completion needs no more. */
export const topic_summaries = {
  revisions: 'names of points in history',
  errors: 'what a failure says, and the exit status',
  projections: 'code that turns events into read models',
  ci: 'recipes for scripts and continuous integration',
} as const

export type TopicName = keyof typeof topic_summaries

/** A paragraph; words and what they mean; or lines that are shown as they are. */
export type Block = string | readonly Term[] | Listing

export type Listing = { readonly lines: string }

export type Section = { readonly title: string; readonly blocks: readonly Block[] }

/** A page that is about no one command. */
export interface Topic {
  readonly name: TopicName
  readonly sections: readonly Section[]
  /** Command lines; each runs in a transcript. */
  readonly examples: readonly string[]
}

export function isListing(block: Block): block is Listing {
  return typeof block === 'object' && 'lines' in block
}
