/** What `es fsck` looks at, in its order; a finding names one of these. */
export const check_names = [
  'files',
  'header',
  'pages',
  'tables',
  'checksums',
  'format',
  'names',
  'blocks',
  'chain',
  'times',
  'versions',
  'ids',
  'index',
  'tags',
  'head',
  'operations',
  'models',
  'worktree',
  'mark',
  'readers',
] as const

export type CheckName = (typeof check_names)[number]

/** `damage` makes the store damaged (exit 6); a warning and an information do not. */
export type Severity = 'damage' | 'warning' | 'info'

export interface Finding {
  readonly check: CheckName
  readonly severity: Severity
  /** One sentence, lower case. */
  readonly message: string
  /** The first position that it concerns. */
  readonly position?: number
}

/** More than this of one check say nothing new. */
const findings_per_check = 10

/** Collects what is found; of many of one kind the first ones, and how many there were. */
export class Findings {
  readonly #found: Finding[] = []
  readonly #counts = new Map<CheckName, number>()

  damage(check: CheckName, message: string, position?: number): void {
    this.#add({ check, severity: 'damage', message, ...(position === undefined ? {} : { position }) })
  }

  warning(check: CheckName, message: string): void {
    this.#add({ check, severity: 'warning', message })
  }

  info(check: CheckName, message: string): void {
    this.#add({ check, severity: 'info', message })
  }

  /** Whether one of these checks found damage; any check when none is named. */
  isDamaged(...checks: readonly CheckName[]): boolean {
    return this.#found.some(
      ({ check, severity }) => severity === 'damage' && (checks.length === 0 || checks.includes(check)),
    )
  }

  /** In the order of the checks. */
  list(): Finding[] {
    const listed = [...this.#found]
    for (const [check, count] of this.#counts)
      if (count > findings_per_check)
        listed.push({ check, severity: 'info', message: `and ${count - findings_per_check} more` })
    return listed.sort((left, right) => check_names.indexOf(left.check) - check_names.indexOf(right.check))
  }

  #add(finding: Finding): void {
    const count = (this.#counts.get(finding.check) ?? 0) + 1
    this.#counts.set(finding.check, count)
    if (count <= findings_per_check) this.#found.push(finding)
  }
}
