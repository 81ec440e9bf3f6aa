import type { ResultSchemas } from './command-schema.ts'
import {
  document,
  hash,
  listOf,
  nullable,
  object,
  oneOf,
  position,
  text,
  time,
  told,
  truth,
  whole,
} from './shapes.ts'
import {
  event_members,
  event_with_changes_members,
  failed,
  now,
  operation,
  operation_members,
  range,
  tag_list,
  tag_members,
  unlaid,
} from './shared.ts'

const event = object(event_with_changes_members)
const event_document = document(event_with_changes_members)

const change_members = {
  ...operation_members,
  'selector?': told('the revision that names what the ref was after it', text),
  standing: told("what 'es undo' can do with it", { enum: ['done', 'undone', 'permanent'] }),
}

const step = document({
  direction: { enum: ['undo', 'redo'] },
  operation,
  now: told('what it points to now', now),
  passedOver: told('changes that cannot be undone', listOf(operation)),
  failed: unlaid,
})

/** Of the commands that write to the log, read it and name points in it. */
export const log_results: Readonly<Record<string, ResultSchemas>> = {
  init: { document: document({ directory: text, created: truth }) },
  append: {
    document: document({
      branch: text,
      'dryRun?': truth,
      events: listOf(
        object({
          position,
          stream: text,
          version: whole,
          id: text,
          time,
          hash,
          duplicate: told('it was known already', truth),
        }),
      ),
    }),
  },
  import: {
    document: document({
      branch: text,
      'dryRun?': truth,
      imported: whole,
      duplicates: told('of the file that were known already', whole),
      before: told('of the file that an earlier run had imported', whole),
      range,
    }),
  },
  export: {
    document: document({ range, events: listOf(object(event_members)) }),
    line: document(event_members),
  },
  log: {
    document: oneOf(
      document({ range, events: listOf(event), 'failed?': failed }),
      document({ range, count: whole }),
    ),
    line: event_document,
  },
  show: { document: document({ ...event_with_changes_members, 'failed?': failed }) },
  tag: {
    document: oneOf(
      document({ tags: told('-l', tag_list) }),
      told('made or moved', document(tag_members)),
      document({ deleted: tag_list }),
      document({
        tags: told(
          '--verify',
          listOf(
            object({
              name: text,
              branch: text,
              position,
              chain: { enum: ['same', 'differs'] },
              models: listOf(
                object({
                  name: text,
                  verdict: { enum: ['same', 'differs', 'not-compared', 'gone', 'failed'] },
                }),
              ),
            }),
          ),
        ),
        failed,
      }),
    ),
  },
  reflog: {
    document: document({ operations: listOf(object(change_members)) }),
    line: document(change_members),
  },
  undo: { document: step },
  redo: { document: step },
  'rev-parse': {
    document: oneOf(
      document({ position, branch: text, revision: text }),
      told('with -q, when it names nothing', document({ position: { type: 'null' } })),
    ),
  },
  describe: {
    document: document({
      description: told('a revision', text),
      position,
      branch: text,
      tag: nullable(text),
      distance: told('events from the tag', whole),
    }),
  },
}
