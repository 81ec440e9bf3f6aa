import { TagExistsError } from '../errors.ts'
import type { Environment } from './environment.ts'
import { afterPrefix, textKey } from './keys.ts'
import { OperationLog } from './operation-log.ts'
import type {
  Cause,
  Head,
  ModelChangeKind,
  Operation,
  RefReader,
  RefWriter,
  Tag,
  TaggedModel,
} from './refs.ts'
import { isCount, isNumber, isText, listOf, optional, recordOf, storedRecord } from './stored-record.ts'
import type { Table } from './table.ts'

const head_key = textKey('h')
const isHead = recordOf<Head>({ branch: isText, position: optional(isCount) })
/** Of a tag in the table `refs`. */
export const isTag = recordOf<Tag>({
  name: isText,
  branch: isText,
  position: isCount,
  hash: isText,
  taggedMs: isNumber,
  eventMs: optional(isNumber),
  message: optional(isText),
  actor: optional(isText),
  models: listOf(recordOf<TaggedModel>({ name: isText, fingerprint: isText, digest: isText })),
})
const attached_to_main: Head = { branch: 'main', position: undefined }

/** Tags, HEAD and branches: JSON under `t` + name, `h`, `b` + name. Each change goes into the op log with it. */
export class LmdbRefs implements RefReader, RefWriter {
  readonly #environment: Environment
  readonly #table: Table
  readonly #operations: OperationLog

  constructor(environment: Environment) {
    this.#environment = environment
    this.#table = environment.table('refs')
    this.#operations = new OperationLog(environment.table('operations'))
  }

  get head(): Head {
    const value = this.#table.get(head_key)
    if (value === undefined) return attached_to_main
    const { branch, position } = storedRecord({ table: 'refs', key: head_key, value }, isHead)
    return { branch, position }
  }

  tag(name: string): Tag | undefined {
    const key = textKey('t', name)
    const value = this.#table.get(key)
    return value && decodeTag(key, value)
  }

  tags(): Tag[] {
    const from = textKey('t')
    return [...this.#table.entries({ from, to: afterPrefix(from) })].map(({ key, value }) =>
      decodeTag(key, value),
    )
  }

  branches(): string[] {
    return ['main']
  }

  history(ref: string): Operation[] {
    return [...this.#operations.newestFirst()].filter((operation) => operation.ref === ref)
  }

  operations(): IterableIterator<Operation> {
    return this.#operations.newestFirst()
  }

  setTag(tag: Tag, options: { force: boolean; cause: Cause }): void {
    this.#environment.commit(() => {
      const before = this.tag(tag.name)
      if (before !== undefined && !options.force)
        throw new TagExistsError({ name: tag.name, position: before.position })
      this.#table.put(textKey('t', tag.name), encode(tag))
      this.#operations.add({ ...options.cause, kind: 'tag', ref: `tag:${tag.name}`, before, after: tag })
    })
  }

  deleteTag(name: string, cause: Cause): Tag | undefined {
    return this.#environment.commit(() => {
      const before = this.tag(name)
      if (before === undefined) return undefined
      this.#table.remove(textKey('t', name))
      this.#operations.add({ ...cause, kind: 'tag', ref: `tag:${name}`, before, after: undefined })
      return before
    })
  }

  setHead(head: Head, cause: Cause): void {
    this.#environment.commit(() => {
      const before = this.head
      if (before.branch === head.branch && before.position === head.position) return
      this.#table.put(head_key, encode(head))
      this.#operations.add({ ...cause, kind: 'head', ref: 'HEAD', before, after: head })
    })
  }

  /** Notes a change to a read model that a command was asked for; call it in the commit that makes the change. */
  recordModelChange(change: Cause & { kind: ModelChangeKind; ref: string; after: unknown }): void {
    this.#environment.commit(() => {
      this.#operations.add({ ...change, before: undefined })
    })
  }
}

function encode(value: object): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8')
}

/** JSON drops members that are undefined; a tag has all of its members. */
function decodeTag(key: Buffer, value: Buffer): Tag {
  const stored = storedRecord({ table: 'refs', key, value }, isTag)
  return { ...stored, message: stored.message, actor: stored.actor, eventMs: stored.eventMs }
}
