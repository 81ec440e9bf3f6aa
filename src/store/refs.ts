/** What a tag remembers of a read model that the store held at exactly the tagged position. */
export interface TaggedModel {
  readonly name: string
  readonly fingerprint: string
  /** Hex SHA-256 over the model's documents, in key order. */
  readonly digest: string
}

/** A checkpoint: a named, annotated position with the chain's hash. */
export interface Tag {
  readonly name: string
  readonly branch: string
  readonly position: number
  readonly hash: string
  /** When the tag was made, epoch ms. */
  readonly taggedMs: number
  /** The time of the event at the position; undefined at ROOT. */
  readonly eventMs: number | undefined
  readonly message: string | undefined
  readonly actor: string | undefined
  readonly models: readonly TaggedModel[]
}

/** Where commands read from: a branch's tip (`position` undefined, attached), or a fixed position (detached). */
export interface Head {
  readonly branch: string
  readonly position: number | undefined
}

/** Who asked for a change, and how: kept with each entry of the op log. */
export interface Cause {
  readonly actor: string | undefined
  /** The command line, as typed. */
  readonly command: string
  readonly timeMs: number
  /** The number of the operation that this one takes back (`es undo`), or does again (`es redo`). */
  readonly undoes?: number
  readonly redoes?: number
}

/** What was done to a stored read model: made, kept at a position, thinned, or thrown away. */
export type ModelChangeKind = 'rebuild' | 'snapshot' | 'prune' | 'drop'

/** One change that a command was asked for. `before` and `after` are the ref's value, undefined where there was none. */
export interface Operation extends Cause {
  /** Its number, from 1. */
  readonly number: number
  readonly kind: 'tag' | 'head' | ModelChangeKind
  /** `HEAD`, `tag:v1`, or the projection's name. */
  readonly ref: string
  readonly before: unknown
  readonly after: unknown
}

/** Names and where they point. The writing half is `RefWriter`; all of it is in one LMDB table and its op log. */
export interface RefReader {
  readonly head: Head
  tag(name: string): Tag | undefined
  /** All tags, ordered by name (UTF-8 bytes). */
  tags(): Tag[]
  branches(): string[]
  /** The changes of one ref (`HEAD`, `tag:v1`), newest first. */
  history(ref: string): Operation[]
}

export interface RefWriter {
  /** @throws {TagExistsError} without `force` when the name is taken. */
  setTag(tag: Tag, options: { force: boolean; cause: Cause }): void
  /** Returns what it pointed to; undefined when there was no such tag. */
  deleteTag(name: string, cause: Cause): Tag | undefined
  setHead(head: Head, cause: Cause): void
}
