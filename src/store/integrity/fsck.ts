import { StoreDamagedError } from '../../errors.ts'
import { inspectFiles } from '../inspect-files.ts'
import { openWhenReplaced } from '../replacer-wait.ts'
import { checkModes } from './check-files.ts'
import type { Progress } from './check-log.ts'
import { checkStore, nothing_checked, type StoreCheck } from './check-store.ts'
import { type Finding, Findings } from './finding.ts'
import { type LiveFile, openClosed, openLive } from './live-file.ts'
import { PageDamage } from './page-damage.ts'

export interface FsckOptions {
  /** Prove the log only from the mark that `markVerified` left. */
  readonly sinceLast?: boolean
  /** How long to wait for who replaces the store's file; 30 s when left out. Writers are not waited for. */
  readonly waitMs?: number | undefined
  /** Folders whose stores are opened whoever owns them. */
  readonly safeDirectories?: readonly string[]
}

export interface FsckReport extends StoreCheck {
  readonly findings: readonly Finding[]
  readonly isDamaged: boolean
}

/**
 * Checks everything about a store, and changes nothing. No page is read through LMDB's mapping, so no damage can end
 * the process. Other processes may write meanwhile: what is checked is the state at the beginning. Yields how far it is.
 *
 * @param directory the `.es` folder
 * @throws {StoreNotFoundError} {@link UnsafeOwnerError} {@link RefusedError} nothing was looked at.
 */
export function* fsck(directory: string, options: FsckOptions = {}): Generator<Progress, FsckReport> {
  const open = (findings: Findings): LiveFile =>
    openWhenReplaced(directory, options.waitMs, () => {
      inspectFiles(directory, options.safeDirectories ?? [])
      checkModes(directory, findings)
      return openLive(directory)
    })
  return yield* checkOpened(open, options.sinceLast ?? false)
}

/** The same for a store's file alone, which nobody has open. */
export function* fsckFile(path: string): Generator<Progress, FsckReport> {
  return yield* checkOpened(() => openClosed(path), false)
}

function* checkOpened(
  open: (findings: Findings) => LiveFile,
  sinceLast: boolean,
): Generator<Progress, FsckReport> {
  const findings = new Findings()
  let live: LiveFile | undefined
  let check = nothing_checked
  try {
    live = open(findings)
    check = yield* checkStore(live, { findings, sinceLast })
  } catch (error) {
    if (!(error instanceof StoreDamagedError || error instanceof PageDamage)) throw error
    findings.damage('header', error.message)
  } finally {
    live?.close()
  }
  return { ...check, findings: findings.list(), isDamaged: findings.isDamaged() }
}
