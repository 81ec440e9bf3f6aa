import type { CheckName, Finding } from '../store/integrity/finding.ts'
import type { FsckReport } from '../store/integrity/fsck.ts'
import { counted } from './counted.ts'
import type { JsonFields } from './json.ts'
import type { Terminal } from './terminal.ts'

/** What it means that a check found nothing. */
const proven: Readonly<Record<CheckName, string>> = {
  files: 'the folder and its files are plain ones, and only yours',
  header: 'the two headers of the file agree',
  pages: 'every page is sound, and in use once or free',
  tables: 'all tables are there, and no other',
  checksums: 'every value matches its checksum',
  format: 'this es knows the format',
  names: 'names and their numbers lead to each other',
  blocks: 'positions run from 1 without a gap',
  chain: 'every hash follows from what is stored',
  times: 'recorded time never falls',
  versions: "streams' versions run from 1 without a gap",
  ids: 'ids are unique, and found',
  index: 'the index is what the log says, entry by entry',
  tags: "tags are where they were set, with the chain's hash",
  head: 'HEAD is on the branch',
  operations: 'the op log is numbered without a gap',
  models: 'read models are of positions that there are',
  worktree: 'the work tree is of a position that there is',
  mark: 'the mark of the last check holds',
  readers: 'nobody holds an old state of the file',
}

/** A line a check, and a line a finding. */
export function* fsckLines(report: FsckReport, terminal: Terminal): Iterable<string> {
  const { colours } = terminal
  for (const check of report.checks) {
    const findings = report.findings.filter((finding) => finding.check === check)
    if (findings.length === 0) yield `${check.padEnd(10)} ${colours.good('ok')}       ${proven[check]}`
    else for (const finding of findings) yield findingLine(finding, terminal)
  }
  for (const finding of report.findings)
    if (!report.checks.includes(finding.check)) yield findingLine(finding, terminal)
}

function findingLine({ check, severity, message }: Finding, { colours, safeLine }: Terminal): string {
  const paint = { damage: colours.error, warning: colours.warning, info: colours.faint }[severity]
  return `${check.padEnd(10)} ${paint(severity)}${' '.repeat(9 - severity.length)}${safeLine(message)}`
}

/** What it comes to: a sentence, and what to do when there is damage. */
export function fsckVerdict(report: FsckReport): { message: string; hint: string | undefined } {
  const { tip, proven: place, findings } = report
  if (!report.isDamaged) {
    const since = report.provenFrom === 0 ? '' : `, proven from ${report.provenFrom} on`
    return { message: `the store is whole: ${counted(tip, 'event')}${since}`, hint: undefined }
  }
  const damage = findings.filter(({ severity }) => severity === 'damage').length
  return {
    message: `the store is damaged: ${counted(damage, 'finding')}; ${wholeText(place.position)}`,
    hint: isMendable(report)
      ? "every event is there: 'es fsck --rebuild-indexes' makes the rest anew"
      : "restore a backup, or save what is whole with 'es repair DIR'",
  }
}

function wholeText(position: number): string {
  if (position === 0) return 'no event is proven'
  return position === 1 ? 'event 1 is whole' : `events 1 to ${position} are whole`
}

/** Whether all events are proven, so that what is damaged can be made from them. */
function isMendable({ findings, tip, proven: place }: FsckReport): boolean {
  const can_be_made: readonly CheckName[] = [
    'pages',
    'checksums',
    'names',
    'ids',
    'index',
    'models',
    'worktree',
    'mark',
  ]
  const damage = findings.filter(({ severity }) => severity === 'damage')
  return tip > 0 && place.position === tip && damage.every(({ check }) => can_be_made.includes(check))
}

export function findingFields({ check, severity, message, position }: Finding): JsonFields {
  return { check, severity, message, position }
}

export function fsckFields(report: FsckReport): JsonFields {
  return {
    tip: report.tip,
    proven: { from: report.provenFrom, to: report.proven.position, hash: report.proven.hash },
    pages: { inUse: report.pagesInUse, free: report.pagesFree },
    checks: report.checks,
    findings: report.findings.map(findingFields),
  }
}
