import type { Block } from '../block.ts'
import { genesis_hash } from '../chain.ts'
import { readU64 } from '../keys.ts'
import type { Tag } from '../refs.ts'
import type { ChainedBlock } from './chain-block.ts'
import type { LogWatcher } from './check-log.ts'
import type { Findings } from './finding.ts'
import type { PageTable, StoredEntry } from './page-table.ts'

const tag_prefix = 't'
const head_key = 'h'

/** Tags name a position that there is, with the hash that the chain has there and the time of its event. */
export class TagCheck implements LogWatcher {
  readonly #findings: Findings
  /** By position; those that were seen are taken away. */
  readonly #tags: Tag[]

  constructor(refs: PageTable, findings: Findings) {
    this.#findings = findings
    this.#tags = [...tagsOf(refs, findings)].sort((left, right) => left.position - right.position)
    while (this.#tags[0]?.position === 0) this.#compare(this.#tags.shift() as Tag, genesis_hash, undefined)
  }

  see(block: Block, { hashes }: ChainedBlock): void {
    // A check that goes on from a mark begins behind some tags.
    while ((this.#tags[0]?.position ?? Number.POSITIVE_INFINITY) <= block.lastPosition) {
      const tag = this.#tags.shift() as Tag
      const index = tag.position - block.firstPosition
      if (index >= 0) this.#compare(tag, hashes[index] as string, block.columns.timeMs[index])
    }
  }

  /** After the last block: what is left names a position that is not there. */
  end(): void {
    for (const { name, position } of this.#tags)
      this.#findings.damage('tags', `tag '${name}' is at ${position}, after the last event`, position)
  }

  #compare(tag: Tag, hash: string, eventMs: number | undefined): void {
    const { name, position } = tag
    if (tag.hash !== hash)
      this.#findings.damage(
        'tags',
        `tag '${name}' was set on another event ${position} than there is`,
        position,
      )
    else if ((tag.eventMs ?? undefined) !== eventMs)
      this.#findings.damage('tags', `tag '${name}' says another time of event ${position}`, position)
  }
}

function* tagsOf(refs: PageTable, findings: Findings): IterableIterator<Tag> {
  for (const entry of refs.entries()) {
    const key = entry.key.toString('utf8')
    if (!key.startsWith(tag_prefix)) {
      if (key !== head_key) findings.damage('tags', `an unknown ref '${key}'`)
      continue
    }
    const tag = parsed(entry) as Tag | undefined
    if (tag?.name === key.slice(1) && Number.isSafeInteger(tag.position) && tag.position >= 0) yield tag
    else findings.damage('tags', `tag '${key.slice(1)}' cannot be read`)
  }
}

/** HEAD is on the branch that there is, at no position after the last event. */
export function checkHead(refs: PageTable, tip: number, findings: Findings): void {
  const entry = refs.get(Buffer.from(head_key))
  if (entry === undefined) return
  const head = parsed(entry) as { branch?: unknown; position?: unknown } | undefined
  const position = head?.position ?? 0
  if (head === undefined || head.branch !== 'main')
    findings.damage('head', 'HEAD is on no branch that there is')
  else if (!Number.isSafeInteger(position) || (position as number) < 0 || (position as number) > tip)
    findings.damage('head', `HEAD is at ${String(position)}, after the last event ${tip}`)
}

/** The op log is numbered from 1 without a gap, and each entry can be read. */
export function checkOperations(operations: PageTable, findings: Findings): void {
  let next = 1
  for (const entry of operations.entries()) {
    const number = entry.key.length === 8 ? readU64(entry.key, 0) : Number.NaN
    if (number !== next) findings.damage('operations', `operation ${next} is followed by ${number}`)
    if (parsed(entry) === undefined) findings.damage('operations', `operation ${number} cannot be read`)
    next = number + 1
  }
}

/** The JSON object in an entry; undefined when it is none. */
export function parsed(entry: StoredEntry): object | undefined {
  try {
    const value: unknown = JSON.parse(entry.value.toString('utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
