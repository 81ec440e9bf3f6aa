import type { ImportProgress } from '../transfer/import-result.ts'
import { withProgress } from './progress.ts'
import type { ProgressStep } from './progress-view.ts'

/** Drains an import and shows how far it is. */
export function withImportProgress<T>(work: AsyncIterator<ImportProgress, T>): Promise<T> {
  return withProgress<T>({ doing: 'importing', unit: 'events' }, steps(work))
}

async function* steps<T>(work: AsyncIterator<ImportProgress, T>): AsyncGenerator<ProgressStep, T> {
  for (;;) {
    const next = await work.next()
    if (next.done) return next.value
    yield { done: next.value.rows, total: expectedRows(next.value) }
  }
}

/** How many rows the file has if they go on as long as they were; undefined for a stream. */
function expectedRows({ rows, readBytes, totalBytes }: ImportProgress): number | undefined {
  if (totalBytes === undefined || readBytes === 0) return undefined
  return Math.max(rows, Math.round((rows * totalBytes) / readBytes))
}
