import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'

/** A file of a projection's bundle. */
export interface SourceFile {
  /** Relative to the folder that holds `projections/`, with `/`. */
  readonly path: string
  /** Hex, over the file's bytes. */
  readonly sha256: string
}

export const projections_folder = 'projections'

const module_extensions = new Set(['.ts', '.js', '.mts', '.mjs'])

/** The projections' own files (`projections/orders.ts`), in the order of their names; none without the folder. */
export function projectionFiles(root: string, folder = projections_folder): string[] {
  return entriesOf(join(root, folder))
    .filter((name) => module_extensions.has(extname(name)) && !/^\.|\.d\.m?ts$|\.test\.m?[jt]s$/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`)
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => entry.name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** What a projection is called when it does not say. */
export function nameOfFile(path: string): string {
  return basename(path, extname(path))
}

export function sourceFile(root: string, path: string): SourceFile {
  return {
    path,
    sha256: createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex'),
  }
}

/** The same, with an empty digest for a file that cannot be read. */
export function seenFile(root: string, path: string): SourceFile {
  try {
    return sourceFile(root, path)
  } catch {
    return { path, sha256: '' }
  }
}

/** Whether the files still hold what they held. Runs nothing and bundles nothing. */
export function areUnchanged(root: string, files: readonly SourceFile[]): boolean {
  return files.every(({ path, sha256 }) => seenFile(root, path).sha256 === sha256)
}
