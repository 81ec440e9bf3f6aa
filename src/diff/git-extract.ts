import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, posix } from 'node:path'
import { foldersOf, GitPaths } from './git-imports.ts'
import { type GitFile, type GitTree, readFromGit } from './git-tree.ts'

/**
 * Writes the files that a git path names, and all that they may import, below a folder. Packages are those of the
 * work tree now: git seldom keeps `node_modules`.
 * @param target an empty folder that nobody else can write to.
 */
export function extractCode(tree: GitTree, target: string): void {
  const contents = contentsOf(tree)
  const links: [string, string][] = []
  for (const [path, content] of contents) {
    mkdirSync(dirname(join(target, path)), { recursive: true, mode: 0o700 })
    if (tree.files.get(path)?.isLink) links.push([path, content.toString()])
    else writeFileSync(join(target, path), content, { mode: 0o600 })
  }
  // After all files, so that none is written through a link.
  for (const [path, to] of links) if (leadsInside(path, to)) symlinkSync(to, join(target, path))
  linkPackages(tree, new Set([...contents.keys()].flatMap(foldersOf)), target)
}

function contentsOf(tree: GitTree): Map<string, Buffer> {
  const paths = new GitPaths(tree.files)
  const contents = new Map<string, Buffer>()
  for (let missing = paths.named(tree.path); missing.length > 0; ) {
    const read = readFromGit(
      tree,
      missing.map((path) => tree.files.get(path) as GitFile),
    )
    for (const [index, path] of missing.entries()) contents.set(path, read[index] as Buffer)
    const reached = missing.flatMap((path) => paths.reached(path, String(contents.get(path))))
    missing = [...new Set(reached)].filter((path) => !contents.has(path))
  }
  return contents
}

/** A link that leads out of the tree would run files that the revision does not have. */
function leadsInside(path: string, to: string): boolean {
  return !isAbsolute(to) && !posix.join(posix.dirname(path), to).startsWith('..')
}

function linkPackages({ workTree }: GitTree, folders: ReadonlySet<string>, target: string): void {
  if (workTree === undefined) return
  for (const folder of folders) linkPackage(join(workTree, folder), join(target, folder))
  for (let above = dirname(workTree); ; above = dirname(above)) {
    if (existsSync(join(target, 'node_modules')) || above === dirname(above)) return
    linkPackage(above, target)
  }
}

function linkPackage(from: string, to: string): void {
  const packages = join(from, 'node_modules')
  if (existsSync(packages) && !existsSync(join(to, 'node_modules')))
    symlinkSync(packages, join(to, 'node_modules'))
}
