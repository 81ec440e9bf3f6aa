import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '../../src/store/store.ts'
import { importEvents } from '../../src/transfer/import-events.ts'
import type { ImportOptions } from '../../src/transfer/import-options.ts'
import type { ImportResult } from '../../src/transfer/import-result.ts'
import { temporaryFolder } from '../support/stores.ts'

/** Writes a file into a new folder. Returns its path. */
export function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

/** Imports to the end. */
export async function imported(store: Store, path: string, options?: ImportOptions): Promise<ImportResult> {
  return drained(importEvents(store, { path }, options))
}

/** Imports bytes that come once, in the given pieces. */
export async function importedStream(
  store: Store,
  pieces: readonly Uint8Array[],
  options?: ImportOptions,
): Promise<ImportResult> {
  return drained(importEvents(store, { chunks: piecesOf(pieces) }, options))
}

async function drained(work: AsyncGenerator<unknown, ImportResult>): Promise<ImportResult> {
  for (;;) {
    const next = await work.next()
    if (next.done) return next.value
  }
}

async function* piecesOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}

/** `n` lines, one event each, a second apart. */
export function lines(count: number, from = 1): string {
  let text = ''
  for (let n = from; n < from + count; n++)
    text += `{"stream":"order-${n % 3}","type":"Added","data":{"n":${n}},"time":"${new Date(Date.UTC(2025, 0, 1) + n * 1000).toISOString()}"}\n`
  return text
}
