import { addAbortSignal, Readable } from 'node:stream'
import { UsageError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { csvOptionsOf, formatOf, type ImportOptions } from './import-options.ts'
import type { ImportProgress, ImportResult } from './import-result.ts'
import { ImportRun } from './import-run.ts'
import { timeReader } from './import-time.ts'
import { InputFile } from './input-file.ts'

/** A file, or bytes that can be read once. */
export type ImportSource = { readonly path: string } | { readonly chunks: AsyncIterable<Uint8Array> }

/**
 * Imports a file's events in batches of whole lines, each one durable transaction, in which the place to go on at is
 * kept too: after an interruption, or a line that is bad and then mended, the same call goes on there, and a file that
 * is in already adds nothing. Yields after each batch.
 *
 * @throws {LineInvalidError} {@link UsageError} the file or the options make no sense; what whole batches wrote stays.
 * @throws {TimeConflictError} the first row is older than the tip. {@link IdConflictError} {@link FileChangedError}
 * @throws {FileUnknownError} {@link InterruptedError} the signal said so, between two batches.
 * @see es-import(1)
 */
export async function* importEvents(
  store: Store,
  source: ImportSource,
  options: ImportOptions = {},
): AsyncGenerator<ImportProgress, ImportResult> {
  const path = 'path' in source ? source.path : undefined
  const format = formatOf(path, options)
  if (format === 'jsonl' && options.csv !== undefined)
    throw new UsageError('columns are named, but the file is not CSV')
  const csv = csvOptionsOf(path, options.csv)
  const rowFormat = { format, csv, readTime: timeReader(options.timeZone) }
  const complete = format === 'csv' ? { ...options, csv } : options
  if ('chunks' in source)
    return yield* new ImportRun(
      store,
      { chunks: endedBy(options.signal, source.chunks) },
      rowFormat,
      complete,
    ).run()
  const file = await InputFile.open(source.path)
  try {
    const input = file.isRegular ? { file } : { chunks: file.chunks() }
    return yield* new ImportRun(store, input, rowFormat, complete).run()
  } finally {
    await file.close()
  }
}

/** A stream may stay silent for ever, and the signal must end the wait too. */
function endedBy(
  signal: AbortSignal | undefined,
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  return signal !== undefined && chunks instanceof Readable ? addAbortSignal(signal, chunks) : chunks
}
