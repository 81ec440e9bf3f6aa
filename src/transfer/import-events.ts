import { addAbortSignal, Readable } from 'node:stream'
import { UsageError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { headBytes, refuseForeign, withoutForeign } from './foreign-file.ts'
import { csvOptionsOf, formatOf, type ImportOptions } from './import-options.ts'
import type { ImportProgress, ImportResult } from './import-result.ts'
import { ImportRun } from './import-run.ts'
import { timeReader } from './import-time.ts'
import { InputFile } from './input-file.ts'
import type { Input } from './read-rows.ts'

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
  if ('chunks' in source) {
    const chunks = withoutForeign(endedBy(options.signal, source.chunks), undefined)
    return yield* importRun(store, { chunks }, undefined, options).run()
  }
  const file = await InputFile.open(source.path)
  try {
    if (file.isRegular) refuseForeign(await file.head(headBytes), file.name)
    const input = file.isRegular ? { file } : { chunks: withoutForeign(file.chunks(), file.name) }
    return yield* importRun(store, input, source.path, options).run()
  } finally {
    await file.close()
  }
}

/** @throws {UsageError} the options make no sense, or the file's name tells nothing. */
function importRun(store: Store, input: Input, path: string | undefined, options: ImportOptions): ImportRun {
  const format = formatOf(path, options)
  if (format === 'jsonl' && options.csv !== undefined)
    throw new UsageError('columns are named, but the file is not CSV')
  const csv = csvOptionsOf(path, options.csv)
  const rowFormat = { format, csv, readTime: timeReader(options.timeZone) }
  return new ImportRun(store, input, rowFormat, format === 'csv' ? { ...options, csv } : options)
}

/** A stream may stay silent for ever, and the signal must end the wait too. */
function endedBy(
  signal: AbortSignal | undefined,
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  return signal !== undefined && chunks instanceof Readable ? addAbortSignal(signal, chunks) : chunks
}
