import type { DocumentDifference } from '../diff/compare.ts'
import { documentName } from './diff-text.ts'
import type { Terminal } from './terminal.ts'

const letters = { added: 'A', removed: 'D', changed: 'M' } as const

/** `--name-only`: a document a line. */
export function* diffNames(
  differences: Iterable<DocumentDifference>,
  terminal: Terminal,
): IterableIterator<string> {
  for (const difference of differences) yield terminal.safeLine(documentName(difference))
}

/** `--name-status`: A, D or M as in git, a tab, the document. */
export function* diffNameStatus(
  differences: Iterable<DocumentDifference>,
  terminal: Terminal,
): IterableIterator<string> {
  for (const difference of differences)
    yield `${letters[difference.status]}\t${terminal.safeLine(documentName(difference))}`
}

/** `-z`: the same for programs, unquoted, each field ended by NUL. */
export function* diffNamesForPrograms(
  differences: Iterable<DocumentDifference>,
  { status }: { status: boolean },
): IterableIterator<string> {
  for (const difference of differences) {
    const name = `${difference.projection}/${difference.key}\0`
    yield status ? `${letters[difference.status]}\0${name}` : name
  }
}
