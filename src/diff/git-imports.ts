import { posix } from 'node:path'
import { projections_folder } from '../projection/source-files.ts'
import type { GitFile } from './git-tree.ts'

/** Any text of a module that could be a relative import. */
const relative_path = /["'`](\.{1,2}(?:\/[^"'`\n]*)?)["'`]/g

/**
 * The paths of one git revision, and which of them a module may import. Answers rather too many than too few: what is
 * written for a bundler and not imported is never read.
 */
export class GitPaths {
  readonly #files: ReadonlyMap<string, GitFile>
  /** Folder → the files in it; `.` is the top. */
  readonly #folders = new Map<string, string[]>()

  constructor(files: ReadonlyMap<string, GitFile>) {
    this.#files = files
    for (const path of files.keys()) {
      const folder = posix.dirname(path)
      const known = this.#folders.get(folder)
      if (known === undefined) this.#folders.set(folder, [path])
      else known.push(path)
    }
  }

  /** The file itself; of a folder the files in its `projections/`, or else its own. */
  named(path: string): readonly string[] {
    if (this.#files.has(path)) return [path]
    const below = this.#folders.get(posix.join(path, projections_folder))
    return below ?? this.#folders.get(path || '.') ?? []
  }

  /** The files that a file may lead to: what it imports, the descriptions of its packages, a link's target. */
  reached(path: string, content: string): string[] {
    const folder = posix.dirname(path)
    if (this.#files.get(path)?.isLink) return this.#under(posix.join(folder, content))
    const descriptions = foldersOf(path).map((above) => posix.join(above, 'package.json'))
    // In a package's description only `imports` ("#money") says what a module may mean.
    const isSilent = posix.basename(path) === 'package.json' && !content.includes('"imports"')
    const imports = isSilent ? [] : [...content.matchAll(relative_path)]
    return [
      ...descriptions.filter((description) => this.#files.has(description)),
      ...imports.flatMap(([, imported = '']) => this.#imported(posix.join(folder, imported))),
    ]
  }

  /** The file, the same with another ending, or what stands for the folder; with a `*` all that it may mean. */
  #imported(target: string): string[] {
    const [start = ''] = target.split(/\*|\$\{/)
    if (start !== target) return this.#beginning(start)
    const path = target.replace(/\/$/, '')
    const link = foldersOf(path).find((folder) => this.#files.get(folder)?.isLink)
    if (link !== undefined) return [link]
    const stem = `${path.replace(/\.[cm]?jsx?$/, '')}.`
    const beside = this.#folders.get(posix.dirname(path)) ?? []
    const inside = this.#folders.get(path) ?? []
    return [
      ...beside.filter((file) => file === path || file.startsWith(stem)),
      ...inside.filter((file) => /^(index\..*|package\.json)$/.test(posix.basename(file))),
    ]
  }

  #under(target: string): string[] {
    const link = foldersOf(target).find((folder) => this.#files.get(folder)?.isLink)
    if (link !== undefined) return [link]
    return this.#files.has(target) ? [target] : this.#beginning(`${target.replace(/\/$/, '')}/`)
  }

  #beginning(start: string): string[] {
    return [...this.#files.keys()].filter((file) => file.startsWith(start))
  }
}

/** The folders above a path, the nearest first, `.` last. */
export function foldersOf(path: string): string[] {
  const folders: string[] = []
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    folders.push(folder)
    if (folder === '.' || folder === '/' || folder.startsWith('..')) return folders
  }
}
