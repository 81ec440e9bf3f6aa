import { StoreDamagedError } from '../errors.ts'
import { chainedName, chainHash, digestOf, genesis_hash } from './chain.ts'
import type { EventLog } from './event.ts'
import { Recurring } from './recurring.ts'

const progressEvents = 10_000

/**
 * The chain's hashes at some positions, recomputed from the texts of every event before them: no hash that is stored is
 * believed. Yields the position that it has come to, now and then.
 */
export function* chainHashes(
  log: EventLog,
  positions: Iterable<number>,
): Generator<number, ReadonlyMap<number, string>> {
  const wanted = new Set(positions)
  const found = new Map([[0, genesis_hash]])
  const names = new Recurring<string>()
  const metas = new Recurring<string>()
  let hash = genesis_hash
  for (const event of log.read({ upTo: Math.max(0, ...wanted) })) {
    const { position, version, time } = event
    const header = {
      position,
      chainedStream: chainedName(event.stream),
      version,
      chainedType: remembered(names, event.type, chainedName),
      quotedId: JSON.stringify(event.id),
      time,
    }
    const dataDigest = digestOf(event.json, event.salt)
    hash = chainHash(
      hash,
      header,
      dataDigest,
      remembered(metas, event.metaJson, (text) => digestOf(text)),
    )
    if (wanted.has(position)) found.set(position, hash)
    if (position % progressEvents === 0) yield position
  }
  return found
}

/**
 * Proves that every event up to the tip is as it was appended.
 * @throws {StoreDamagedError}
 */
export function* proveChain(log: EventLog): Generator<number, void> {
  const { tip } = log
  const found = yield* chainHashes(log, [tip.position])
  if (found.get(tip.position) === tip.hash) return
  throw new StoreDamagedError(
    `the store is damaged: the events up to ${tip.position} are not those that the chain of hashes was made of`,
    { hint: "'es fsck' says where" },
  )
}

function remembered(known: Recurring<string>, text: string, of: (text: string) => string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  const made = of(text)
  known.remember(text, made)
  return made
}
