import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadModelReader } from '../../src/projection/reader.ts'
import type { Store } from '../../src/store/store.ts'
import { layOut } from '../../src/worktree/lay-out.ts'
import type { LaidOut, LayOutRequest } from '../../src/worktree/request.ts'

/** Lays out `main` at a position, to the end. */
export function laidOut(
  store: Store,
  reader: ReadModelReader,
  position: number,
  options: Partial<LayOutRequest> = {},
): LaidOut {
  const steps = layOut(store, reader, { branch: 'main', position, force: false, ...options })
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Every file below `state/` with its text, ordered by path. */
export function treeFiles(store: Store): Record<string, string> {
  const files: [string, string][] = []
  const walk = (path: string): void => {
    for (const name of readdirSync(join(store.root, 'state', path)).sort()) {
      const below = path === '' ? name : `${path}/${name}`
      const whole = join(store.root, 'state', below)
      if (lstatSync(whole).isDirectory()) walk(below)
      else files.push([below, readFileSync(whole, 'utf8')])
    }
  }
  if (existsSync(join(store.root, 'state'))) walk('')
  return Object.fromEntries(files)
}

/** Which file each path is: a rewritten one is another. */
export function treeInodes(store: Store): Map<string, string> {
  const inodes = new Map<string, string>()
  for (const path of Object.keys(treeFiles(store))) {
    const { ino, mtimeNs } = lstatSync(join(store.root, 'state', path), { bigint: true })
    inodes.set(path, `${ino} ${mtimeNs}`)
  }
  return inodes
}
