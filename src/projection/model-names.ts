import { basename } from 'node:path'
import type { ModelRecord } from './model-records.ts'
import { nameOfFile } from './source-files.ts'

/** The records of what a file made, or tried to make, whatever it held then. */
export function recordsOfFile(file: string, records: readonly ModelRecord[]): ModelRecord[] {
  return records.filter(({ live, building, failure }) => {
    const failed = failure?.entries ?? [failure?.files.at(-1)?.path]
    return [live?.entry, building?.entry, ...failed].includes(file)
  })
}

/**
 * What a file is called that does not load, so that its model is still there to be asked for: as it was before, or as
 * the file is, but never as another model.
 */
export function nameWithoutCode(
  file: string,
  records: readonly ModelRecord[],
  taken: ReadonlySet<string>,
): string {
  const before = recordsOfFile(file, records).map(({ name }) => name)
  const names = [...before, nameOfFile(file), basename(file)]
  return names.find((name) => !taken.has(name)) ?? file
}
