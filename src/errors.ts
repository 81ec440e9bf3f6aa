/**
 * Every failure that `es` can name. An error is a class with a stable code, its facts as fields, and at most one hint;
 * the table from code to exit status (`terminal/exit-status.ts`) does not compile while a code is missing.
 */
export type ErrorCode =
  | 'USAGE'
  | 'REVISION_MALFORMED'
  | 'REVISION_AMBIGUOUS'
  | 'JSON_INVALID'
  | 'LINE_INVALID'
  | 'EVENT_INVALID'
  | 'NUMBER_INEXACT'
  | 'TIME_INVALID'
  | 'STORE_NOT_FOUND'
  | 'REVISION_UNKNOWN'
  | 'PROJECTION_UNKNOWN'
  | 'DOCUMENT_UNKNOWN'
  | 'FILE_UNKNOWN'
  | 'OPERATION_UNKNOWN'
  | 'VERSION_CONFLICT'
  | 'ID_CONFLICT'
  | 'TAG_EXISTS'
  | 'FILE_CHANGED'
  | 'FILE_IMPORTED'
  | 'TIME_CONFLICT'
  | 'STORE_BUSY'
  | 'STORE_STALE'
  | 'STORE_CLOSED'
  | 'STORE_DAMAGED'
  | 'FORMAT_UNSUPPORTED'
  | 'PROJECTION_FAILED'
  | 'PROJECTION_INVALID'
  | 'UNSAFE_OWNER'
  | 'DETACHED'
  | 'WORKTREE_EDITED'
  | 'REFUSED'
  | 'DISK_FAILED'
  | 'INTERRUPTED'
  | 'TERMINATED'
  | 'HUNG_UP'

interface ErrorDetails {
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** The base of all errors that `es` names. Anything else that is thrown is a bug in `es` (exit 70). */
export abstract class EsError extends Error {
  abstract readonly code: ErrorCode
  /** What to do next, in one sentence, or nothing. */
  readonly hint: string | undefined

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.hint = details.hint
  }
}

/** The command line or the arguments of a call make no sense. Nothing was done. */
export class UsageError extends EsError {
  readonly code = 'USAGE'
}

/** A revision does not follow the grammar. `offset` is the index of the character (UTF-16) where it stops making sense. */
export class RevisionMalformedError extends EsError {
  readonly code = 'REVISION_MALFORMED'
  constructor(
    readonly at: { revision: string; offset: number; reason: string },
    hint?: string,
  ) {
    super(`malformed revision '${at.revision}': ${at.reason}`, { hint })
  }
}

/** A name is both a tag and a branch, or a beginning of an id fits several events. */
export class RevisionAmbiguousError extends EsError {
  readonly code = 'REVISION_AMBIGUOUS'
}

/** The revision is well formed but names nothing in this store. */
export class RevisionUnknownError extends EsError {
  readonly code = 'REVISION_UNKNOWN'
}

/** A text is not the JSON that an event may hold. `path` is where, as a JSON Pointer (RFC 6901). */
export class JsonInvalidError extends EsError {
  readonly code = 'JSON_INVALID'
  constructor(
    message: string,
    readonly at: { path: string; offset?: number },
  ) {
    super(message)
  }
}

/** A line of an input file cannot become an event. `line` is 1-based. */
export class LineInvalidError extends EsError {
  readonly code = 'LINE_INVALID'
  constructor(
    readonly at: { line: number },
    reason: string,
    hint?: string,
  ) {
    super(`line ${at.line}: ${reason}`, { hint })
  }
}

/** A stream, type, id, data or meta breaks a rule of the log. Nothing was written. */
export class EventInvalidError extends EsError {
  readonly code = 'EVENT_INVALID'
}

/** A number in an event's data is not equal to any double, so reading it as a value would change it. */
export class NumberInexactError extends EsError {
  readonly code = 'NUMBER_INEXACT'
  constructor(readonly at: { position: number; path: string; text: string }) {
    super(`number ${at.text} at '${at.path}' of event ${at.position} cannot be read exactly`, {
      hint: 'read the text in event.json, or store such numbers as strings',
    })
  }
}

/** A time or a time expression cannot be understood, or lies in the future. */
export class TimeInvalidError extends EsError {
  readonly code = 'TIME_INVALID'
}

/**
 * `isNamed`: somebody named the folder, so the folders above it were not looked at. `wasOpen`: this process had the store
 * open when it was removed or renamed.
 */
export class StoreNotFoundError extends EsError {
  readonly code = 'STORE_NOT_FOUND'
  constructor(readonly at: { directory: string; isNamed?: boolean; wasOpen?: boolean }) {
    const above = at.isNamed ? '' : ' or any folder above it'
    super(
      at.wasOpen
        ? `the store '${at.directory}' was removed or renamed while it was open`
        : `no store found in '${at.directory}'${above}`,
      { hint: at.wasOpen ? 'put it back and open it again' : "make one with 'es init'" },
    )
  }
}

export class ProjectionUnknownError extends EsError {
  readonly code = 'PROJECTION_UNKNOWN'
}

export class DocumentUnknownError extends EsError {
  readonly code = 'DOCUMENT_UNKNOWN'
}

/** An input file does not exist or cannot be opened. */
export class FileUnknownError extends EsError {
  readonly code = 'FILE_UNKNOWN'
}

/** There is no change that could be undone or done again. */
export class OperationUnknownError extends EsError {
  readonly code = 'OPERATION_UNKNOWN'
}

/** Another writer moved the stream on since the caller read it. Nothing was written. */
export class VersionConflictError extends EsError {
  readonly code = 'VERSION_CONFLICT'
  constructor(readonly at: { stream: string; expected: number; actual: number }) {
    super(`stream '${at.stream}' is at ${at.actual} but expected ${at.expected}`, {
      hint: `read the stream again, then append with --expect ${at.actual}`,
    })
  }
}

/** The id is known, but not for this event: other stream, type or data, or only a part of the batch is known. */
export class IdConflictError extends EsError {
  readonly code = 'ID_CONFLICT'
}

export class TagExistsError extends EsError {
  readonly code = 'TAG_EXISTS'
  constructor(readonly at: { name: string; position: number }) {
    super(`tag '${at.name}' already exists at ${at.position}`, {
      hint: `move it with 'es tag -f ${at.name} R'`,
    })
  }
}

/** A file that an interrupted import read is not the same file any more. */
export class FileChangedError extends EsError {
  readonly code = 'FILE_CHANGED'
}

/** What a file holds was imported before, with other options or from another file. Nothing was written. */
export class FileImportedError extends EsError {
  readonly code = 'FILE_IMPORTED'
}

/** An imported event is older than the tip: recorded time never falls. Nothing of its batch was written. */
export class TimeConflictError extends EsError {
  readonly code = 'TIME_CONFLICT'
}

/** A writer waited too long for its turn, or another process has the store open where it must not. */
export class StoreBusyError extends EsError {
  readonly code = 'STORE_BUSY'
}

/** Another process is about to put another file in the place of the store's, as a compaction does. */
export class StoreReplacedError extends StoreBusyError {
  constructor(owner: string, waitedMs = 0) {
    const waited = waitedMs === 0 ? '' : `, and was not done within ${waitedMs / 1000} s`
    super(`${owner} is replacing the file of the store${waited}`, {
      hint: 'wait longer with --wait, or end that process',
    })
  }
}

/**
 * What this process has open is not, or no longer provably, the store that its path leads to: another file was put in its
 * place, or the lock that guarded it is lost. Nothing was acknowledged; to open the store again is the way on.
 */
export class StoreStaleError extends EsError {
  readonly code = 'STORE_STALE'
}

/** A call came after the one that closed the store. Nothing was done. */
export class StoreClosedError extends EsError {
  readonly code = 'STORE_CLOSED'
  constructor() {
    super('the store is closed', { hint: 'open it again' })
  }
}

export class StoreDamagedError extends EsError {
  readonly code = 'STORE_DAMAGED'
}

/** The store was written in a format that this version does not read. */
export class FormatUnsupportedError extends EsError {
  readonly code = 'FORMAT_UNSUPPORTED'
}

/** A handler threw, or broke a rule of the realm. The stored read model is as it was. */
export class ProjectionFailedError extends EsError {
  readonly code = 'PROJECTION_FAILED'
  constructor(
    readonly at: {
      projection: string
      position?: number
      type?: string
      file?: string
      line?: number
      key?: string
    },
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, details)
  }
}

/** A projection's file cannot be bundled, or what it exports is not a definition. */
export class ProjectionInvalidError extends EsError {
  readonly code = 'PROJECTION_INVALID'
}

/** A file or folder belongs to another user, or others may write it. Nothing was opened, no code was run. */
export class UnsafeOwnerError extends EsError {
  readonly code = 'UNSAFE_OWNER'
}

/** HEAD is detached: an append has no branch to go to. */
export class DetachedError extends EsError {
  readonly code = 'DETACHED'
}

/** Files of the work tree were edited, or files that are not ours stand in the way. */
export class WorktreeEditedError extends EsError {
  readonly code = 'WORKTREE_EDITED'
}

/** Refused for safety; the message says why. */
export class RefusedError extends EsError {
  readonly code = 'REFUSED'
}

/** The disk or the file system failed: full, read-only, an I/O error. */
export class DiskFailedError extends EsError {
  readonly code = 'DISK_FAILED'
}

export class InterruptedError extends EsError {
  readonly code = 'INTERRUPTED'
}

export class TerminatedError extends EsError {
  readonly code = 'TERMINATED'
}

/** The terminal is gone (SIGHUP). */
export class HungUpError extends EsError {
  readonly code = 'HUNG_UP'
}
