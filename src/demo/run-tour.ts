import { spawnSync } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { type CustomerDocument, type InvoiceDocument, invoiceLetter } from './letter.ts'
import { invoice_id } from './story.ts'
import { letterDocuments, tourStops } from './tour.ts'

const output_most_bytes = 64 * 1024 * 1024

/** How the program is started for each stop. */
export interface Guide {
  /** The folder that the commands are run in: it holds what `layOutShop` puts there. */
  readonly directory: string
  /** The executable, and the arguments before a command's own. */
  readonly program: readonly [file: string, ...args: string[]]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The descriptor that they write to: stdout or stderr. */
  readonly output: 1 | 2
}

/** What the tour has to show next. */
export type Scene =
  | { readonly kind: 'says'; readonly text: string }
  | { readonly kind: 'command'; readonly args: readonly string[] }
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'letter'; readonly lines: readonly string[] }
  | { readonly kind: 'failed'; readonly status: number }

/**
 * Runs the tour: each stop is a process of its own, so that what is seen is what the reader gets by typing the same.
 * A process writes to stdout itself, after its `command` scene was taken; only an output that is cut comes as a scene.
 * Ends early, with `failed`, at a command that does not answer 0.
 */
export function* runTour(guide: Guide, eventCount: number): IterableIterator<Scene> {
  for (const stop of tourStops(eventCount)) {
    if (stop.says !== undefined) yield { kind: 'says', text: stop.says }
    yield { kind: 'command', args: stop.args }
    const { stdout, status } = run(guide, stop.args, stop.shownLines === undefined ? 'output' : 'pipe')
    if (stop.shownLines !== undefined) yield { kind: 'output', text: excerpt(stdout, stop.shownLines) }
    if (status !== 0) return yield { kind: 'failed', status }
    if (stop.isLetterNext) yield* letter(guide)
  }
}

/** Written from the documents as of the invoice, read once more. */
function* letter(guide: Guide): IterableIterator<Scene> {
  const document = (revision: string) =>
    JSON.parse(stripVTControlCharacters(run(guide, ['cat', revision], 'pipe').stdout))
  const invoice: InvoiceDocument = document(letterDocuments.invoice)
  const customer: CustomerDocument = document(letterDocuments.customer)
  yield { kind: 'says', text: 'So this is the letter of May, as it was sent.' }
  yield { kind: 'letter', lines: invoiceLetter(invoice_id, invoice, customer) }
}

/** What a command says of itself goes where its result goes: both are one story, in a pipe as well. */
function run(
  { directory, program, environment, output }: Guide,
  args: readonly string[],
  stdout: 'output' | 'pipe',
) {
  const [file, ...before] = program
  const result = spawnSync(file, [...before, ...args], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...environment, ES_DIR: undefined, ES_PAGER: 'cat' },
    maxBuffer: output_most_bytes,
    stdio: ['ignore', stdout === 'output' ? output : 'pipe', output],
  })
  if (result.error !== undefined) throw result.error
  return { stdout: result.stdout ?? '', status: result.status ?? 130 }
}

/** The first and the last of many lines. */
function excerpt(text: string, shownLines: number | undefined): string {
  const lines = text.split('\n').slice(0, -1)
  if (shownLines === undefined || lines.length <= shownLines) return text
  const tail = lines.slice(-2)
  const head = lines.slice(0, shownLines - tail.length)
  const left = lines.length - head.length - tail.length
  return `${[...head, `  … ${left} more lines …`, ...tail].join('\n')}\n`
}
