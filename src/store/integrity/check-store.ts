import { IdCheck } from './check-ids.ts'
import { IndexCheck } from './check-index.ts'
import { LinkCheck } from './check-links.ts'
import {
  LogCheck,
  type LogPlace,
  type LogReport,
  type LogWatcher,
  log_start,
  type Progress,
} from './check-log.ts'
import { checkMeta } from './check-meta.ts'
import { checkDocuments, checkModels, checkWorktree } from './check-models.ts'
import { NameCheck } from './check-names.ts'
import { checkHead, checkOperations, TagCheck } from './check-refs.ts'
import { checkValues, type SoundTables, soundTables } from './check-tables.ts'
import { VersionCheck } from './check-versions.ts'
import { type CheckName, check_names, type Findings } from './finding.ts'
import type { LiveFile } from './live-file.ts'
import { PageDamage } from './page-damage.ts'
import { PageHistory } from './page-history.ts'
import { PageNames } from './page-names.ts'
import { walkPages } from './page-walk.ts'
import { readMark } from './verified-mark.ts'

/** What was found out about a store beside its findings. */
export interface StoreCheck {
  /** The position of the last event that could be read. */
  readonly tip: number
  /** Events up to here are there, and the chain holds. */
  readonly proven: LogPlace
  /** Where the proof began: 0, or the mark of the check before. */
  readonly provenFrom: number
  readonly pagesInUse: number
  readonly pagesFree: number
  /** The checks that were made; one that damage made impossible is left out. */
  readonly checks: readonly CheckName[]
}

const checks_of_the_file: readonly CheckName[] = [
  'files',
  'header',
  'pages',
  'tables',
  'checksums',
  'readers',
]

export const nothing_checked: StoreCheck = {
  tip: 0,
  proven: log_start,
  provenFrom: 0,
  pagesInUse: 0,
  pagesFree: 0,
  checks: ['files', 'header'],
}

/** Checks all of a store whose file is open. What is damaged is told, and what rests on it is not checked. */
export function* checkStore(
  live: LiveFile,
  { findings, sinceLast }: { findings: Findings; sinceLast: boolean },
): Generator<Progress, StoreCheck> {
  for (const sentence of live.headerDamage) findings.damage('header', sentence)
  if (live.headerDamage.length > 0) return nothing_checked
  yield { done: 0, at: 'pages' }
  const pages = walkPages(live.file)
  for (const sentence of pages.damage) findings.damage('pages', sentence)
  const tables = soundTables(live.file, pages, findings)
  const names = tables.names && new NameCheck(tables.names, findings)
  const whole = yield* checkValues(tables, findings, { names })
  const check = new TableChecks(tables, findings, whole.has('names') ? names : undefined)
  const start = sinceLast ? check.mark() : log_start
  const report = yield* check.log(start)
  yield* check.rest(report)
  tellReaders(live, findings)
  return {
    tip: report?.tip ?? 0,
    proven: report?.proven ?? log_start,
    provenFrom: start.position,
    pagesInUse: pages.pagesInUse,
    pagesFree: pages.pagesFree,
    checks: check_names.filter((name) => checks_of_the_file.includes(name) || check.made.includes(name)),
  }
}

/** What the tables hold, checked against each other. */
class TableChecks {
  readonly made: CheckName[] = []
  readonly #tables: SoundTables
  readonly #findings: Findings
  readonly #names: NameCheck | undefined

  /** @param names has seen every entry of its table; undefined when it could not */
  constructor(tables: SoundTables, findings: Findings, names: NameCheck | undefined) {
    this.#tables = tables
    this.#findings = findings
    this.#names = names
  }

  /** Where the last check of its kind ended; the beginning when there was none, or its mark cannot be read. */
  mark(): LogPlace {
    const mark = this.#tables.meta && readMark(this.#tables.meta)
    this.made.push('mark')
    if (mark === undefined) this.#findings.damage('mark', 'the mark of the last check cannot be read')
    return mark ?? log_start
  }

  /** Undefined when the log cannot be walked at all. */
  *log(start: LogPlace): Generator<Progress, LogReport | undefined> {
    const { history, names } = this.#tables
    if (history === undefined || names === undefined) return undefined
    const blockNames = {
      branch: 'main',
      streams: new PageNames(names, 'S'),
      types: new PageNames(names, 'T'),
    }
    const events = new PageHistory(history, blockNames)
    const fromStart = start.position === 0
    const watchers = this.#watchers(events, fromStart)
    const check = new LogCheck({
      history,
      names: blockNames,
      findings: this.#findings,
      watchers: [watchers.versions, watchers.ids, watchers.index, watchers.tags].filter(
        (watcher) => watcher !== undefined,
      ),
      start,
    })
    const report = yield* check.run()
    this.made.push('blocks')
    if (!report.isWhole) return report
    this.made.push('chain', 'times', 'versions')
    if (fromStart && report.blocks !== history.entryCount)
      this.#findings.damage('blocks', `history has ${history.entryCount} entries, not ${report.blocks}`)
    this.#end(watchers, fromStart)
    return report
  }

  #watchers(history: PageHistory, fromStart: boolean): Watchers {
    const { ids, index, names, refs } = this.#tables
    const findings = this.#findings
    return {
      versions: fromStart ? new VersionCheck(findings) : new LinkCheck(history, findings),
      ids: ids && new IdCheck({ table: ids, history, findings }),
      index: fromStart && index && names ? new IndexCheck({ index, names, findings }) : undefined,
      tags: refs && new TagCheck(refs, findings),
    }
  }

  /** What can be said only when every event was seen. */
  #end(watchers: Watchers, fromStart: boolean): void {
    const { ids, index, tags } = watchers
    if (ids) this.#made('ids', () => ids.end(fromStart))
    if (index) this.#made('index', () => index.end())
    if (tags) this.#made('tags', () => tags.end())
  }

  *rest(report: LogReport | undefined): Generator<Progress> {
    const { meta, refs, operations, models, documents, worktree } = this.#tables
    const names = this.#names
    const findings = this.#findings
    if (meta) this.#made('format', () => checkMeta(meta, findings))
    if (names) this.#made('names', () => names.end())
    if (operations) this.#made('operations', () => checkOperations(operations, findings))
    if (!report?.isWhole) return
    const { tip } = report
    if (refs) this.#made('head', () => checkHead(refs, tip, findings))
    if (models) this.#made('models', () => checkModels(models, tip, findings))
    if (documents) yield* checkDocuments(documents, tip, findings)
    if (worktree) this.#made('worktree', () => checkWorktree(worktree, tip, findings))
  }

  #made(check: CheckName, body: () => void): void {
    this.made.push(check)
    try {
      body()
    } catch (error) {
      if (!(error instanceof PageDamage)) throw error
      this.#findings.damage(check, error.message)
    }
  }
}

interface Watchers {
  readonly versions: LogWatcher
  readonly ids: IdCheck | undefined
  readonly index: IndexCheck | undefined
  readonly tags: TagCheck | undefined
}

function tellReaders(live: LiveFile, findings: Findings): void {
  for (const { pid, transaction } of live.readers) {
    const behind = transaction === undefined ? 0 : live.file.meta.transaction - transaction
    if (behind > 0)
      findings.info(
        'readers',
        `process ${pid} holds a state ${behind} commits old, so the file cannot reuse its pages`,
      )
  }
}
