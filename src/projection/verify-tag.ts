import { ProjectionFailedError } from '../errors.ts'
import type { EventLog } from '../store/event.ts'
import type { Tag, TaggedModel } from '../store/refs.ts'
import { digestOf } from './digest.ts'
import type { ReadModelReader } from './reader.ts'

/** `not-compared`: the projection is gone, or its code does something else now. */
export type Verdict = 'same' | 'differs' | 'not-compared'

export interface VerifiedTag {
  readonly tag: Tag
  /** Of the chain's hash at the tag's position. */
  readonly chain: Exclude<Verdict, 'not-compared'>
  readonly models: readonly { readonly name: string; readonly verdict: Verdict }[]
}

/** Compares what a tag remembers with what is there now: the chain's hash, and the digest of each read model. */
export function verifyTag(tag: Tag, log: EventLog, reader: ReadModelReader): VerifiedTag {
  const isThere = tag.position <= log.tip.position && log.hashAt(tag.position) === tag.hash
  return {
    tag,
    chain: isThere ? 'same' : 'differs',
    models: tag.models.map((model) => ({
      name: model.name,
      verdict: isThere ? verdictOn(model, tag.position, reader) : 'not-compared',
    })),
  }
}

/** Code of which only a comment has changed is compared as well, so it is folded before its fingerprint is looked at. */
function verdictOn({ name, fingerprint, digest }: TaggedModel, at: number, reader: ReadModelReader): Verdict {
  if (!reader.names.includes(name)) return 'not-compared'
  try {
    if (digestOf(reader.documents(name, at)) === digest) return 'same'
  } catch (error) {
    if (!(error instanceof ProjectionFailedError) || reader.fingerprint(name) === fingerprint) throw error
  }
  return reader.fingerprint(name) === fingerprint ? 'differs' : 'not-compared'
}

/** True when something of what the tag remembers is not there any more. */
export function differs({ chain, models }: VerifiedTag): boolean {
  return chain === 'differs' || models.some(({ verdict }) => verdict === 'differs')
}
