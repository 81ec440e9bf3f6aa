import type { NewEvent } from '../store/event.ts'
import { blocksOf } from './file-blocks.ts'
import { timeReader } from './import-time.ts'
import { InputFile } from './input-file.ts'
import { JsonLineRows } from './json-line-rows.ts'

/**
 * All events of a file of JSON lines, in the form that import reads and export writes.
 * @throws {FileUnknownError} {@link LineInvalidError} a line that is no event, with its number.
 */
export async function readEventFile(path: string): Promise<NewEvent[]> {
  const file = await InputFile.open(path)
  try {
    return await readEvents(file.chunks())
  } finally {
    await file.close()
  }
}

/** The same of bytes that come once. */
export async function readEvents(chunks: AsyncIterable<Uint8Array>): Promise<NewEvent[]> {
  const reader = new JsonLineRows(timeReader(undefined))
  const events: NewEvent[] = []
  for await (const block of blocksOf(chunks, 0)) {
    const { rows, bad } = reader.read(block)
    if (bad !== undefined) throw bad
    for (const { event } of rows) events.push(event)
  }
  return events
}
