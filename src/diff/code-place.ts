import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ProjectionUnknownError } from '../errors.ts'
import { projectionFiles, projections_folder } from '../projection/source-files.ts'

/** Where the files of a version of projections' code are. */
export interface CodePlace {
  /** What messages name files relative to, and below which every folder is checked for its owner. */
  readonly root: string
  /** The projections' own files, relative to the root. */
  readonly files: readonly string[]
  /** One file was named, so only its projection is meant. */
  readonly isOneFile: boolean
}

/**
 * The projections that an existing path means: of a file that one; of a folder those in its `projections/`, or else
 * its own.
 * @param path absolute
 * @throws {ProjectionUnknownError} the folder has none.
 */
export function codePlace(path: string): CodePlace {
  if (!statSync(path).isDirectory()) return placeOfFile(path)
  const below = projectionFiles(path)
  if (below.length > 0) return { root: path, files: below, isOneFile: false }
  const root = dirname(path)
  const files = projectionFiles(root, basename(path))
  if (files.length === 0) throw new ProjectionUnknownError(`there is no projection in '${path}'`)
  return { root, files, isOneFile: false }
}

/** Outside a folder `projections` the file's own folder is the root: it may be one that others write to, as `/tmp`. */
function placeOfFile(path: string): CodePlace {
  const folder = dirname(path)
  if (basename(folder) !== projections_folder)
    return { root: folder, files: [basename(path)], isOneFile: true }
  return { root: dirname(folder), files: [join(projections_folder, basename(path))], isOneFile: true }
}
