import type { Term } from './page.ts'

export const exit_terms: readonly Term[] = [
  { term: '0', meaning: 'done' },
  { term: '1', meaning: 'the answer is no: differences with --exit-code, drift' },
  { term: '2', meaning: 'usage: an unknown option, a malformed revision, JSON or line' },
  { term: '3', meaning: 'not found: store, revision, stream, projection, document; nothing to undo' },
  { term: '4', meaning: 'conflict: expected version, a known id, a tag that exists, a file that changed' },
  { term: '5', meaning: 'busy: a writer waited too long; another process has the store open' },
  { term: '6', meaning: 'the store is damaged' },
  { term: '7', meaning: 'a projection failed' },
  { term: '8', meaning: 'refused: files of others, append while detached, edited work tree' },
  { term: '70', meaning: 'a bug in es' },
  { term: '74', meaning: 'the disk or the file system failed' },
  { term: '129, 130, 143', meaning: 'terminal closed, interrupted, terminated' },
]

export const environment_terms: readonly Term[] = [
  { term: 'ES_DIR', meaning: 'the store, as --store names it' },
  { term: 'ES_ACTOR', meaning: 'who does it, as --actor names them' },
  { term: 'ES_PAGER, PAGER', meaning: 'the pager; none when empty or cat; less -FRX when neither is set' },
  {
    term: 'ES_SAFE_DIRECTORY',
    meaning:
      'folders, separated by colons, that are used whoever owns them, and on file systems of the network',
  },
  { term: 'NO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE', meaning: 'whether there is colour' },
  { term: 'COLUMNS', meaning: 'how wide lines may be' },
]

export const file_terms: readonly Term[] = [
  { term: '.es/', meaning: 'the store' },
  { term: 'projections/', meaning: 'the projections, TypeScript or JavaScript, beside .es' },
  { term: 'state/', meaning: 'the work tree: the read models as es checkout laid them out' },
]
