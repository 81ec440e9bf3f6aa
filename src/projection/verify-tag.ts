import type { EventLog } from '../store/event.ts'
import { chainHashes } from '../store/prove-chain.ts'
import type { Tag, TaggedModel } from '../store/refs.ts'
import { digestOf } from './digest.ts'
import { isModelFailure, type ModelFailures } from './model-failures.ts'
import type { ReadModelReader } from './reader.ts'

/**
 * `not-compared`: the history is another, or the projection's code does something else now. `gone`: there is no
 * projection of this name now. `failed`: its code cannot be run, or cannot fold an event that it could.
 */
export type Verdict = 'same' | 'differs' | 'not-compared' | 'gone' | 'failed'

export interface VerifiedTag {
  readonly tag: Tag
  /** Of the chain's hash at the tag's position. */
  readonly chain: 'same' | 'differs'
  readonly models: readonly { readonly name: string; readonly verdict: Verdict }[]
}

/**
 * Compares what tags of one branch remember with what is there now: the chain's hash, recomputed over the events, and
 * the digest of each read model. Yields how far it is.
 * @param failures takes the models that fail.
 */
export function* verifyTags(
  tags: readonly Tag[],
  log: EventLog,
  reader: ReadModelReader,
  failures: ModelFailures,
): Generator<{ done: number; total: number }, VerifiedTag[]> {
  const positions = tags.map(({ position }) => position).filter((position) => position <= log.tip.position)
  const total = Math.max(0, ...positions)
  const work = chainHashes(log, positions)
  let step = work.next()
  for (; !step.done; step = work.next()) yield { done: step.value, total }
  const hashes = step.value
  return tags.map((tag) => verifyTag(tag, hashes.get(tag.position), reader, failures))
}

function verifyTag(
  tag: Tag,
  hash: string | undefined,
  reader: ReadModelReader,
  failures: ModelFailures,
): VerifiedTag {
  const isThere = hash === tag.hash
  return {
    tag,
    chain: isThere ? 'same' : 'differs',
    models: tag.models.map((model) => ({
      name: model.name,
      verdict: isThere ? verdictOn(model, tag.position, reader, failures) : 'not-compared',
    })),
  }
}

/** Code of which only a comment has changed is compared as well, so it is folded before its fingerprint is looked at. */
function verdictOn(
  { name, fingerprint, digest }: TaggedModel,
  at: number,
  reader: ReadModelReader,
  failures: ModelFailures,
): Verdict {
  if (!reader.names.includes(name)) return 'gone'
  const now = failures.attempt(name, () => reader.fingerprint(name))
  if (now === undefined) return 'failed'
  try {
    if (digestOf(reader.documents(name, at)) === digest) return 'same'
    return now === fingerprint ? 'differs' : 'not-compared'
  } catch (error) {
    if (isModelFailure(error) && now !== fingerprint) return 'not-compared'
    failures.keep(name, error)
    return 'failed'
  }
}

/** True when something of what the tag remembers is not there any more. */
export function differs({ chain, models }: VerifiedTag): boolean {
  return chain === 'differs' || models.some(({ verdict }) => verdict === 'differs')
}
