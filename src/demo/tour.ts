import { customer_id, invoice_id, monthEnds } from './story.ts'

/** One stop of the tour: what it is about, and the command that is run. */
export interface Stop {
  readonly says?: string | undefined
  readonly args: readonly string[]
  /** Of a longer output so many lines are shown, from its beginning and its end; all of it when left out. */
  readonly shownLines?: number
  /** After it comes the letter that its documents make. */
  readonly isLetterNext?: boolean
}

const customer = `customers/${customer_id}`

/** The invoice and the customer, both as of the invoice. */
export const letterDocuments = {
  invoice: `${invoice_id}@1:invoices/${invoice_id}`,
  customer: `${invoice_id}@1:${customer}`,
} as const

/** The tour of the shop, in order. Nothing in it depends on the clock: its times are dates, tags and positions. */
export function tourStops(eventCount: number): Stop[] {
  return [
    ...intoTheStore(eventCount),
    ...monthEndTags(),
    ...theInvoiceOfMay(),
    ...whatChanged(),
    ...isItRight(),
  ]
}

function intoTheStore(eventCount: number): Stop[] {
  return [
    { says: 'A store is a folder, .es, with nothing in it yet.', args: ['init'] },
    {
      says: `shop.jsonl is seven months of a shop for tea and coffee: ${eventCount} events, one JSON object a line.`,
      args: ['import', 'shop.jsonl'],
    },
    {
      says: 'What happened last, newest first. Each line begins with a position, which is a name for that moment.',
      args: ['log', '-n', '5', '--oneline'],
    },
    {
      says: 'projections/ holds three small folds in TypeScript, which turn events into documents: the read models.',
      args: ['rebuild-projection', '--all'],
    },
  ]
}

function monthEndTags(): Stop[] {
  return monthEnds.map(([tag, day], index) => ({
    says: index === 0 ? 'A tag names a moment for good. Here, the end of each month.' : undefined,
    args: ['tag', tag, day, '-m', `Books closed on ${day}`],
  }))
}

function theInvoiceOfMay(): Stop[] {
  return [
    { says: 'An invoice of May.', args: ['cat', `invoices/${invoice_id}`] },
    { says: 'It names the customer, but no address. Here is where she lives now.', args: ['cat', customer] },
    {
      says: `But that is not where it was sent. A revision and a colon ask for the document as it was then, and
${invoice_id}@1 is the first event of the invoice: so, the customer as of the invoice.`,
      args: ['cat', `${invoice_id}@1:${customer}`],
      isLetterNext: true,
    },
    { says: 'A date will do as well.', args: ['cat', `@{2026-05-21}:${customer}/address`] },
    {
      says: 'When did she move? The whole story of one stream.',
      args: ['log', '--', customer_id],
    },
  ]
}

function whatChanged(): Stop[] {
  return [
    {
      says: 'What July did to her document, from tag to tag.',
      args: ['diff', 'v2026-06', 'v2026-07', '--', customer],
    },
    { says: 'And to everything.', args: ['diff', 'v2026-06', 'v2026-07', '--stat'], shownLines: 9 },
    {
      says: 'All read models as they stood at the end of May, as files in state/, to open, grep or compare.',
      args: ['checkout', 'as-of', 'v2026-05'],
    },
    { says: 'And back to now.', args: ['checkout', 'main'] },
  ]
}

function isItRight(): Stop[] {
  return [
    {
      says: 'Are the stored read models right? Fold everything again from the first event, and compare.',
      args: ['rebuild-projection', '--all', '--verify'],
    },
    { says: 'Where things stand.', args: ['status'] },
  ]
}

/** What the reader can type next in the demo's folder: the arguments of `es`, and what they show. */
export const tries: readonly { readonly args: readonly string[]; readonly shows: string }[] = [
  { args: ['cat', `@{6 months ago}:${customer}`], shows: 'times in words, counted from today' },
  {
    args: ['funnel', 'CustomerRegistered', 'EmailConfirmed', '--by', 'data.customerId', '--within', '1m'],
    shows: 'how many confirm their e-mail within a minute',
  },
  {
    args: ['diff', 'v2026-09', 'v2026-10', '--stat', '--', 'baskets'],
    shows: 'what became of the open baskets in October',
  },
]
