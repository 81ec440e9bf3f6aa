import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { makeFolderIn } from './make-folder.ts'
import { ownIdentity, standingOf } from './process-identity.ts'

/** How old a folder must be whose process cannot be looked up, since it may live in another container. */
const abandoned_ms = 86_400_000

const stage_prefix = '.es-new.'

/** Folders of this process that are to be gone when it ends, whatever ends it. */
const made = new Set<string>()

/**
 * A folder beside the place where its content will be, made for what must appear there whole. What killed processes left
 * in the same place is removed.
 * @returns a folder in `parent`
 * @throws {DiskFailedError}
 */
export function makeStage(parent: string): string {
  removeAbandoned(parent, stage_prefix)
  const path = join(parent, `${stage_prefix}${ownIdentity()}.${threadId}`)
  discardTemporary(path)
  made.add(path)
  makeFolderIn(parent, path)
  return path
}

/** A folder among the system's temporary ones. What killed processes left of the same kind is removed. */
export function makeTemporary(kind: 'bisect' | 'code' | 'import'): string {
  const prefix = `es-${kind}.`
  removeAbandoned(tmpdir(), prefix)
  const path = mkdtempSync(join(tmpdir(), `${prefix}${ownIdentity()}.`))
  made.add(path)
  return path
}

/** Counts a folder of another place among those that are removed when this process ends. */
export function keepTemporary(path: string): void {
  made.add(path)
}

/** The folder has its place now, under another name, or is no longer this process's. */
export function forgetTemporary(path: string): void {
  made.delete(path)
}

export function discardTemporary(path: string): void {
  made.delete(path)
  rmSync(path, { recursive: true, force: true })
}

/** For the end of a process that a signal ends: what is removed here would stay for good. Never throws. */
export function discardTemporaries(): void {
  for (const path of made) {
    try {
      discardTemporary(path)
    } catch {
      // The next command of this kind tries again.
    }
  }
}

function removeAbandoned(folder: string, prefix: string): void {
  for (const name of namesIn(folder)) {
    if (!name.startsWith(prefix)) continue
    const identity = name.slice(prefix.length).split('.').slice(0, 4).join('.')
    try {
      if (isAbandoned(join(folder, name), identity))
        rmSync(join(folder, name), { recursive: true, force: true })
    } catch {
      // It is in nobody's way.
    }
  }
}

function isAbandoned(path: string, identity: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats?.isDirectory() || stats.uid !== process.geteuid?.()) return false
  const standing = standingOf(identity)
  return standing === 'dead' || (standing === 'unknown' && Date.now() - stats.mtimeMs > abandoned_ms)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
