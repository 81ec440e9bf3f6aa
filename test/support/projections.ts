import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type FolderOptions, ProjectionFolder } from '../../src/projection/folder.ts'
import { temporaryFolder } from './stores.ts'

/** Drains long work and returns what it returned. */
export function drained<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const next = work.next()
    if (next.done) return next.value
  }
}

/** Writes files below a folder: path → content. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

/** A folder of projections, each the text of its file, removed when the test has finished. */
export function projectionFolder(
  files: Readonly<Record<string, string>>,
  options: FolderOptions = {},
): ProjectionFolder {
  const root = temporaryFolder()
  writeFiles(
    root,
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`projections/${name}`, text])),
  )
  return new ProjectionFolder(root, options)
}
