import { exit_status } from '../exit-status.ts'
import {
  anything,
  choice,
  document,
  hash,
  listOf,
  nullable,
  object,
  position,
  type Schema,
  text,
  time,
  told,
  whole,
} from './shapes.ts'

// Shapes that several commands print.

export const range: Schema = object({
  from: told('the events after this one', position),
  to: told('up to and including this one', position),
})

const patch: Schema = told(
  'a JSON Patch (RFC 6902)',
  listOf(
    object({
      op: choice('add', 'remove', 'replace', 'move', 'copy', 'test'),
      path: text,
      'from?': text,
      'value?': anything,
    }),
  ),
)

export const difference_members = {
  projection: text,
  key: text,
  status: choice('added', 'removed', 'changed'),
}

export const difference: Schema = object({ ...difference_members, patch })

export const event_members = {
  position,
  branch: text,
  stream: text,
  version: told('its place in the stream, from 1', whole),
  type: text,
  id: text,
  time,
  data: told('as it was stored', anything),
  meta: told('actor, message, correlationId, causationId, and what else was given', { type: 'object' }),
  hash,
  'salt?': told('of an erasable event, hex', text),
}

export const event: Schema = object(event_members)

/** With -p, --stat or --changes: what it did to the read models. */
export const event_with_changes_members = { ...event_members, 'changes?': listOf(difference) }

/** The same event before it was appended, or beside what it set. */
export const event_place_members = { position, stream: text, version: whole, type: text }

export const tag_members = {
  name: text,
  branch: text,
  position,
  hash: told('of the chain at that position', hash),
  tagged: told('when the tag was made', time),
  'time?': told('of the event at that position; missing at ROOT', time),
  'message?': text,
  'actor?': text,
  models: told(
    'the read models that were stored at that position',
    listOf(object({ name: text, fingerprint: hash, digest: hash })),
  ),
}

const tag: Schema = object(tag_members)
const head: Schema = object({
  branch: text,
  position: told('null while HEAD follows the branch', nullable(position)),
})

export const tag_list: Schema = listOf(tag)

/** A tag, HEAD, or what was noted of a read model; null: it was not there. */
const ref_value: Schema = told('a tag, HEAD, or what was noted of a read model', {
  anyOf: [tag, head, { type: 'object' }, { type: 'null' }],
})

export const now: Schema = nullable({ anyOf: [tag, head] })

export const operation_members = {
  number: told('from 1', whole),
  time,
  'actor?': text,
  command: told('the command line', text),
  kind: choice('tag', 'head', 'snapshot', 'rebuild', 'prune', 'drop'),
  ref: told("HEAD, 'tag:' and the tag's name, or the projection's name", text),
  before: ref_value,
  after: ref_value,
  'undoes?': whole,
  'redoes?': whole,
}

export const operation: Schema = object(operation_members)

export const proven: Schema = told(
  'up to which event everything was proven, and the hash of the chain there',
  object({ position, hash }),
)

export const snapshot: Schema = object({ name: text, position, time, documents: whole, sizeBytes: whole })

/** The read models that have no part in an answer about all, by name. */
export const failed: Schema = told(
  'the read models that failed; the others were answered',
  listOf(
    object({
      name: text,
      position: told('the event that it cannot fold', nullable(position)),
      message: text,
    }),
  ),
)

/** The same of a checkout. */
export const unlaid: Schema = told(
  'the read models that failed, whose files stay as they were',
  listOf(object({ name: text, filesAt: told('null: it has none', nullable(position)), message: text })),
)

/** Stored read models that no projection has the name of. */
export const unclaimed: Schema = told(
  'stored read models without a projection',
  listOf(object({ name: text, position: told('up to where it is stored', position), snapshots: whole })),
)

/** What is printed in the place of a result. */
export const error_document: Schema = document({
  error: object({
    code: choice(...Object.keys(exit_status), 'INTERNAL'),
    exit: told('the exit status', whole),
    message: told('for people; may be worded otherwise in a later version', text),
    'hint?': told('what to do; for people', text),
  }),
})
