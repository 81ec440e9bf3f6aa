import type { ResultSchemas } from './command-schema.ts'
import {
  anything,
  document,
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
  difference,
  difference_members,
  event,
  event_members,
  event_place_members,
  failed,
  range,
  snapshot,
  unclaimed,
  unlaid,
} from './shared.ts'

const path = listOf(text)
const state = { enum: ['fresh', 'behind', 'stale', 'failed', 'rebuilding', 'missing'] }

/** Of the commands that read and store read models. */
export const model_results: Readonly<Record<string, ResultSchemas>> = {
  cat: {
    document: document({
      at: position,
      projection: text,
      key: text,
      path: told('inside the document', path),
      value: anything,
    }),
  },
  ls: {
    document: oneOf(
      document({ at: position, readModels: listOf(object({ name: text })) }),
      document({ at: position, keys: listOf(text) }),
    ),
  },
  checkout: {
    document: document({
      at: position,
      branch: text,
      detached: truth,
      written: told('files', whole),
      removed: whole,
      unchanged: whole,
      failed: unlaid,
    }),
  },
  diff: {
    document: document({
      from: position,
      to: position,
      'code?': told('with --code, the two versions', object({ old: text, new: text })),
      'events?': told('with --events, those between, oldest first', listOf(event)),
      documents: listOf(difference),
      failed,
    }),
  },
  status: {
    document: document({
      branch: text,
      position,
      detached: truth,
      tip: position,
      lastTag: nullable(object({ name: text, position, distance: whole })),
      projections: listOf(
        object({
          name: text,
          state,
          position: told('events up to here are in it', position),
          behind: told('how many events are not', whole),
          failure: nullable(object({ 'position?': position, message: text })),
        }),
      ),
      unclaimed,
      workTree: nullable(
        object({
          branch: text,
          position,
          complete: told('false: a checkout was interrupted', truth),
          models: told(
            'the read models that have files',
            listOf(
              object({
                name: text,
                position: told("another than the work tree's where it failed", position),
                code: told('what its files were laid out with', { enum: ['current', 'other-code', 'gone'] }),
              }),
            ),
          ),
          edited: listOf(object({ path: text, change: { enum: ['deleted', 'edited', 'replaced'] } })),
        }),
      ),
    }),
  },
  'rebuild-projection': {
    document: oneOf(
      document({
        projections: listOf(
          object({
            name: text,
            state: { enum: ['fresh', 'failed'] },
            outcome: { enum: ['fresh', 'renewed', 'built', 'caught-up', 'failed'] },
            position,
            events: told('that were folded', whole),
            'message?': told('why it failed', text),
          }),
        ),
      }),
      told(
        '--verify',
        document({
          projections: listOf(
            object({
              name: text,
              state: { enum: ['verified', 'drifted', 'not-stored'] },
              position,
              documents: whole,
              drifted: told('documents that differ', whole),
            }),
          ),
          documents: listOf(difference),
          failed,
        }),
      ),
      told(
        '--drop',
        document({
          projections: listOf(
            object({
              name: text,
              state: { const: 'missing' },
              dropped: truth,
              position: nullable(position),
              snapshots: whole,
            }),
          ),
        }),
      ),
    ),
  },
  snapshot: {
    document: oneOf(
      document({ at: position, snapshots: listOf(snapshot), failed }),
      told('list', document({ snapshots: listOf(snapshot) })),
      told(
        'prune',
        document({
          dryRun: truth,
          projections: listOf(
            object({
              name: text,
              kept: listOf(snapshot),
              removed: listOf(snapshot),
              documents: whole,
              sizeBytes: whole,
            }),
          ),
        }),
      ),
    ),
  },
  try: {
    document: document({
      at: position,
      to: position,
      events: listOf(object({ ...event_place_members, id: text, time })),
      documents: listOf(
        oneOf(
          told(
            'as it would be; without a value when it would be gone',
            object({ ...difference_members, 'value?': anything }),
          ),
          told('with --diff', difference),
        ),
      ),
      failed,
    }),
  },
  ui: {
    document: told(
      'the view, as with --print',
      document({
        at: position,
        branch: text,
        tip: position,
        revision: told('of the position', text),
        events: told('those around it', listOf(event)),
        document: nullable(object({ projection: text, key: text, value: anything })),
        changes: listOf(difference),
        density: nullable(object({ fromMs: told('epoch ms', whole), toMs: whole, counts: listOf(whole) })),
        tags: listOf(object({ name: text, position })),
      }),
    ),
  },
  blame: {
    document: document({
      at: position,
      projection: text,
      key: text,
      path,
      values: listOf(object({ path, value: anything, ...event_place_members, time, actor: nullable(text) })),
    }),
  },
  bisect: {
    document: document({
      range,
      method: { enum: ['bisect', 'scan'] },
      outcome: { enum: ['found', 'already', 'never', 'unclear'] },
      position: nullable(position),
      probes: whole,
      skipped: listOf(position),
      suspects: nullable(range),
      event: nullable(object(event_members)),
      documents: listOf(difference),
      failed,
    }),
  },
}
