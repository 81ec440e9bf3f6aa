import type { ErrorCode } from '../errors.ts'

/** What the shell sees; see `es help errors`. 1 is "the answer is no" and no error. */
export const exit_status: Readonly<Record<ErrorCode, number>> = {
  USAGE: 2,
  REVISION_MALFORMED: 2,
  REVISION_AMBIGUOUS: 2,
  JSON_INVALID: 2,
  LINE_INVALID: 2,
  EVENT_INVALID: 2,
  NUMBER_INEXACT: 2,
  TIME_INVALID: 2,
  STORE_NOT_FOUND: 3,
  REVISION_UNKNOWN: 3,
  PROJECTION_UNKNOWN: 3,
  DOCUMENT_UNKNOWN: 3,
  FILE_UNKNOWN: 3,
  OPERATION_UNKNOWN: 3,
  VERSION_CONFLICT: 4,
  ID_CONFLICT: 4,
  TAG_EXISTS: 4,
  FILE_CHANGED: 4,
  FILE_IMPORTED: 4,
  TIME_CONFLICT: 4,
  STORE_BUSY: 5,
  STORE_STALE: 5,
  STORE_DAMAGED: 6,
  PROJECTION_FAILED: 7,
  PROJECTION_INVALID: 7,
  FORMAT_UNSUPPORTED: 8,
  UNSAFE_OWNER: 8,
  DETACHED: 8,
  WORKTREE_EDITED: 8,
  REFUSED: 8,
  STORE_CLOSED: 70,
  DISK_FAILED: 74,
  HUNG_UP: 129,
  INTERRUPTED: 130,
  TERMINATED: 143,
}

/** The answer is no: differences with `--exit-code`, drift, a predicate that is false. */
export const answer_no = 1

/** A failure that `es` has no name for is a bug in `es`. */
export const bug_status = 70
