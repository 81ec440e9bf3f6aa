import { spawnSync } from 'node:child_process'
import { posix } from 'node:path'
import { FileUnknownError, RevisionUnknownError } from '../errors.ts'

/** A file of a git revision. */
export interface GitFile {
  readonly objectId: string
  /** Its content is the path that it leads to, relative to its own folder. */
  readonly isLink: boolean
}

/** `main:projections/orders.ts`, found: all files of that revision, and which of them is meant. */
export interface GitTree {
  /** Where git was asked. */
  readonly folder: string
  /** The top of git's work tree; undefined in a bare repository. */
  readonly workTree: string | undefined
  /** Path → file, from the top, with `/`. */
  readonly files: ReadonlyMap<string, GitFile>
  /** The path that was named, from the top; empty for all. */
  readonly path: string
}

/**
 * Finds `REVISION:PATH` as git understands it: the path from the top of the repository, or with `./` from the folder
 * where git is asked. Runs no hook and no filter.
 * @param folders the first one that is in a git repository is asked.
 * @throws {FileUnknownError} no repository, or no such path. {@link RevisionUnknownError}
 */
export function findInGit(text: string, folders: readonly string[]): GitTree {
  const { revision, path } = splitRevision(text)
  const { folder, prefix } = repositoryOf(text, folders)
  const tree = treeOf(folder, revision)
  const top = git(folder, ['rev-parse', '--show-toplevel'])
  const named = posix.normalize(/^\.\.?(\/|$)/.test(path) ? posix.join(prefix, path) : path)
  const found = {
    folder,
    workTree: typeof top === 'string' ? undefined : lineOf(top),
    files: filesOf(folder, tree),
    path: named.replace(/^\.$|\/$/, ''),
  }
  requirePath(found, revision, prefix)
  return found
}

/** `prefix`: the folder, from the top of its repository. */
function repositoryOf(text: string, folders: readonly string[]): { folder: string; prefix: string } {
  let problem = ''
  for (const folder of folders) {
    const prefix = git(folder, ['rev-parse', '--show-prefix'])
    if (typeof prefix !== 'string') return { folder, prefix: lineOf(prefix) }
    problem ||= prefix
  }
  throw new FileUnknownError(`there is no file '${text}', and no git repository to look it up in`, {
    hint: `git says: ${problem}`,
  })
}

/** What git printed, which may end in a space. */
function lineOf(answer: Buffer): string {
  return answer.toString().replace(/\n$/, '')
}

/** Contents of files, in the order asked for. */
export function readFromGit({ folder }: GitTree, files: readonly GitFile[]): Buffer[] {
  const ids = files.map(({ objectId }) => `${objectId}\n`).join('')
  const answer = git(folder, ['cat-file', '--batch'], ids)
  if (typeof answer === 'string') throw new FileUnknownError(`git cannot read the files: ${answer}`)
  let start = 0
  return files.map(({ objectId }) => {
    const end = answer.indexOf('\n', start)
    const sizeBytes = Number(/^[0-9a-f]+ blob (\d+)$/.exec(answer.toString('latin1', start, end))?.[1])
    if (Number.isNaN(sizeBytes)) throw new FileUnknownError(`git has lost the file '${objectId}'`)
    start = end + 1 + sizeBytes + 1
    return answer.subarray(end + 1, start - 1)
  })
}

/** Splits at the first colon outside braces, as git does: `HEAD^{/fix: x}:projections`. */
function splitRevision(text: string): { revision: string; path: string } {
  const [, revision, path] = /^((?:[^:{\n]|\{[^}\n]*\})+):([^\n]*)$/.exec(text) ?? []
  if (revision === undefined || path === undefined)
    throw new FileUnknownError(`there is no file or folder '${text}'`, {
      hint: "of a git revision say what is meant, too: 'main:projections'",
    })
  return { revision, path }
}

function treeOf(folder: string, revision: string): string {
  // By stdin, where nothing is taken for an option.
  const answer = git(folder, ['cat-file', '--batch-check'], `${revision}^{tree}\n`)
  const [, tree] = /^([0-9a-f]+) tree /.exec(answer.toString()) ?? []
  if (tree === undefined) throw new RevisionUnknownError(`git knows no revision '${revision}'`)
  return tree
}

function filesOf(folder: string, tree: string): Map<string, GitFile> {
  const listing = git(folder, ['ls-tree', '-r', '-z', '--full-tree', tree])
  if (typeof listing === 'string') throw new FileUnknownError(`git cannot list the files: ${listing}`)
  const files = new Map<string, GitFile>()
  for (const line of listing.toString().split('\0')) {
    const [, mode, objectId, path] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
    if (objectId === undefined || path === undefined || !isPlain(path)) continue
    files.set(path, { objectId, isLink: mode === '120000' })
  }
  return files
}

/** A tree that was made by hand may hold what would be written elsewhere. */
function isPlain(path: string): boolean {
  return path.split('/').every((name) => !['', '.', '..', '.git'].includes(name.toLowerCase()))
}

function requirePath({ files, path }: GitTree, revision: string, prefix: string): void {
  const holds = (wanted: string) =>
    wanted === '' || files.has(wanted) || [...files.keys()].some((file) => file.startsWith(`${wanted}/`))
  if (holds(path)) return
  const isBelow = prefix !== '' && holds(posix.join(prefix, path))
  throw new FileUnknownError(`there is no '${path}' in git's '${revision}'`, {
    hint: isBelow ? `did you mean '${revision}:./${path}'?` : undefined,
  })
}

/** Runs git, without a shell. @returns what it printed; when it failed, why. */
function git(folder: string, words: readonly string[], input = ''): Buffer | string {
  const { status, stdout, stderr, error } = spawnSync('git', words, {
    cwd: folder,
    input,
    maxBuffer: 2 ** 30,
  })
  if (error !== undefined)
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'git is not installed' : error.message
  if (status === 0) return stdout
  const [first = ''] = stderr.toString().split('\n')
  return first.replace(/^fatal: /, '') || 'git failed'
}
