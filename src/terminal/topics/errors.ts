import type { ErrorCode } from '../../errors.ts'
import { exit_status } from '../exit-status.ts'
import { exit_terms } from '../reference-terms.ts'
import type { Topic } from './topic.ts'

const meanings: Readonly<Record<ErrorCode, string>> = {
  USAGE: 'an unknown command or option, a missing argument, a value that makes no sense',
  REVISION_MALFORMED: 'a revision does not follow the grammar; the message says at which character',
  REVISION_AMBIGUOUS: 'a name is both a tag and a branch, or the beginning of several ids',
  REVISION_UNKNOWN: 'a revision names nothing here',
  JSON_INVALID: 'a text is not exact JSON: wrong, with a key twice, or too deep',
  LINE_INVALID: 'a line of a file cannot become an event; the message says which',
  EVENT_INVALID: 'a stream, type, id, data or meta breaks a rule of the log',
  NUMBER_INEXACT: 'a number of an event would change when it is read as a double',
  TIME_INVALID: 'a time is not understood, or lies in the future',
  STORE_NOT_FOUND: 'there is no store here or above, or it was removed or renamed while it was open',
  PROJECTION_UNKNOWN: 'no projection has this name',
  DOCUMENT_UNKNOWN: 'no document has this key at that position, or it has no such value',
  FILE_UNKNOWN: 'a file does not exist or cannot be opened',
  OPERATION_UNKNOWN: 'there is no change to be undone or done again',
  VERSION_CONFLICT: 'a stream is not at the version that was expected; nothing was written',
  ID_CONFLICT: 'an id is known, but of another event; nothing was written',
  TAG_EXISTS: 'a tag has this name already',
  FILE_CHANGED: 'a file changed since an interrupted import read it',
  FILE_IMPORTED: 'what a file holds was imported before, with other options or from another file',
  TIME_CONFLICT: 'an imported event is older than the last one',
  STORE_BUSY: 'a writer waited too long, or another process has the store open',
  STORE_STALE:
    'the file of the store was replaced while it was open, as by a restored backup: open it again; nothing was acknowledged',
  STORE_CLOSED: 'an application used the library after `close()`; no command ends so',
  STORE_DAMAGED: 'what is read does not match what was written; `es fsck` says more',
  FORMAT_UNSUPPORTED: 'the store was written in a format that this version does not read',
  PROJECTION_FAILED: 'the code of a projection threw, or did what a fold may not do',
  PROJECTION_INVALID: 'the file of a projection cannot be bundled, or defines nothing',
  UNSAFE_OWNER: 'files belong to another user, or others may write them; nothing was run',
  DETACHED: 'HEAD is detached, so an append has no branch to go to',
  WORKTREE_EDITED: 'files in state/ were edited, or others are in the way',
  REFUSED: 'refused for safety; the message says why',
  DISK_FAILED: 'the disk or the file system failed: full, read-only, an I/O error',
  INTERRUPTED: 'Ctrl-C; nothing is half-written',
  HUNG_UP: 'SIGHUP, the terminal was closed; nothing is half-written',
  TERMINATED: 'SIGTERM; nothing is half-written',
}

function codeTerms() {
  const codes = Object.entries(meanings).map(([code, meaning]) => ({
    code,
    meaning,
    exit: exit_status[code as ErrorCode],
  }))
  const internal = { code: 'INTERNAL', meaning: 'a bug in `es`: please report it', exit: 70 }
  return [...codes, internal]
    .sort((a, b) => a.exit - b.exit)
    .map(({ code, meaning, exit }) => ({ term: `${code} (${exit})`, meaning }))
}

export const errors: Topic = {
  name: 'errors',
  sections: [
    {
      title: 'DESCRIPTION',
      blocks: [
        'A failure is one line on stderr, which says what is wrong with the subject in single quotes, and at most one hint what to do. Nothing was changed, unless the message says so.',
        {
          lines:
            "error: stream 'cart-7' is at 1 but expected 9\nhint: read the stream again, then append with --expect 1",
        },
        'With `--json` the same stands on stdout as a document, besides the lines on stderr:',
        {
          lines: '{"v":1,"error":{"code":"VERSION_CONFLICT","exit":4,"message":"...","hint":"..."}}',
        },
        'Codes and exit statuses stay; messages and hints are for people and may be worded better. `--debug` prints the stack as well. `es help --schema errors` prints the JSON schema of the document.',
      ],
    },
    { title: 'EXIT STATUS', blocks: [exit_terms] },
    { title: 'CODES', blocks: ['With the exit status of each:', codeTerms()] },
  ],
  examples: ['es append cart-7 ItemAdded \'{"sku":"B"}\' --expect 9 --json'],
}
