import { check_names } from '../../store/integrity/finding.ts'
import type { ResultSchemas } from './command-schema.ts'
import {
  choice,
  document,
  listOf,
  nullable,
  object,
  oneOf,
  position,
  share,
  text,
  time,
  told,
  truth,
  whole,
} from './shapes.ts'
import { proven, range, unclaimed } from './shared.ts'

const finding_members = {
  check: choice(...check_names),
  severity: choice('damage', 'warning', 'info'),
  message: text,
  'position?': told('the first that it concerns', position),
}

const tally_members = { events: whole, bytes: whole, first: nullable(time), last: nullable(time) }

function tallies(name: string) {
  return listOf(object({ [name]: text, ...tally_members }))
}

const term = object({ term: text, meaning: text })

/** Of the commands that look after a store, count its events, and tell of themselves. */
export const other_results: Readonly<Record<string, ResultSchemas>> = {
  fsck: {
    document: oneOf(
      document({
        tip: position,
        proven: object({ from: position, to: position, hash: text }),
        pages: object({ inUse: whole, free: whole }),
        checks: listOf(choice(...check_names)),
        findings: listOf(object(finding_members)),
      }),
      told('--rebuild-indexes', document({ proven, rebuilt: truth, emptied: listOf(text) })),
    ),
    line: document(finding_members),
  },
  backup: { document: document({ dir: text, proven, sizeBytes: whole }) },
  compact: { document: document({ proven, beforeBytes: whole, afterBytes: whole }) },
  repair: {
    document: document({
      dir: text,
      proven,
      tags: whole,
      lost: nullable(whole),
      unproven: listOf(
        object({ first: position, last: position, provenTo: nullable(position), provenBy: nullable(text) }),
      ),
    }),
  },
  info: {
    document: document({
      directory: text,
      id: text,
      format: whole,
      branch: text,
      events: whole,
      streams: whole,
      types: whole,
      tags: whole,
      first: nullable(time),
      last: nullable(time),
      sizes: object({
        fileBytes: whole,
        logBytes: whole,
        readModelBytes: whole,
        otherBytes: whole,
        freeBytes: whole,
      }),
      unclaimed,
    }),
  },
  stats: {
    document: document({
      range,
      ...tally_members,
      largest: object({ position, bytes: whole }),
      types: tallies('type'),
      categories: tallies('category'),
      actors: listOf(
        object({
          actor: nullable(text),
          ...tally_members,
          types: listOf(object({ type: text, events: whole })),
        }),
      ),
      streams: tallies('stream'),
      hours: told('UTC', { ...listOf(whole), minItems: 24, maxItems: 24 }),
      weekdays: told('from Monday', { ...listOf(whole), minItems: 7, maxItems: 7 }),
      days: listOf(object({ day: { type: 'string', format: 'date' }, events: whole })),
      weeks: told('of ISO 8601', listOf(object({ week: text, events: whole }))),
      sizes: listOf(object({ belowBytes: whole, events: whole })),
    }),
  },
  funnel: {
    document: document({
      range,
      by: text,
      anchor: choice('first', 'last'),
      count: choice('subjects', 'occurrences'),
      not: truth,
      withinMs: nullable(whole),
      numerator: whole,
      denominator: whole,
      percent: nullable(share),
      open: told('that still had time after the range', whole),
      withoutSubject: told('events that were left out', whole),
      steps: listOf(object({ type: text, events: whole, reached: whole })),
      tookMs: nullable(object({ least: whole, tenth: share, median: share, ninetieth: share, most: whole })),
      'buckets?': listOf(object({ fromMs: whole, toMs: whole, count: whole })),
    }),
  },
  demo: { document: document({ directory: text, events: whole }) },
  completion: { document: document({ shell: choice('bash', 'zsh', 'fish'), script: text }) },
  help: {
    document: oneOf(
      document({
        commands: listOf(object({ name: text, summary: text })),
        topics: listOf(object({ name: text, summary: text })),
      }),
      told(
        'of a command',
        document({
          name: text,
          summary: text,
          synopsis: listOf(text),
          aliases: listOf(text),
          paragraphs: listOf(text),
          arguments: listOf(term),
          options: listOf(term),
          globalOptions: listOf(term),
          examples: listOf(text),
        }),
      ),
      told(
        'of a topic',
        document({
          name: text,
          summary: text,
          sections: listOf(
            object({ title: text, blocks: listOf(oneOf(text, listOf(term), object({ lines: text }))) }),
          ),
          examples: listOf(text),
        }),
      ),
    ),
  },
}
