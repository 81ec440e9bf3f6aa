import { execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { onTestFinished, vi } from 'vitest'
import { writeFiles } from './projections.ts'
import { temporaryFolder } from './stores.ts'

const hermetic = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
}

/** Nothing of the machine's git configuration counts until the test has finished. */
export function hermeticGit(): void {
  for (const [name, value] of Object.entries(hermetic)) vi.stubEnv(name, value)
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE']) vi.stubEnv(name, undefined)
  onTestFinished(() => void vi.unstubAllEnvs())
}

/** A folder with a git repository, whose branch `main` is empty. */
export function gitRepository(): string {
  hermeticGit()
  const folder = realpathSync(temporaryFolder())
  git(folder, 'init', '-q', '-b', 'main')
  return folder
}

/** Commits files: path → content. */
export function committed(folder: string, files: Readonly<Record<string, string>>): void {
  writeFiles(folder, files)
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', 'change')
}

export function git(folder: string, ...words: string[]): void {
  execFileSync('git', words, { cwd: folder, stdio: 'pipe' })
}
