import { join } from 'node:path'
import { Block } from '../../src/store/block.ts'
import { block_wide, rawColumns } from '../../src/store/block-format.ts'
import { Dictionary } from '../../src/store/dictionary.ts'
import { Environment, type TableName } from '../../src/store/environment.ts'
import type { NewEvent } from '../../src/store/event.ts'
import { type FsckOptions, type FsckReport, fsck } from '../../src/store/integrity/fsck.ts'
import { main_branch, positionKey } from '../../src/store/keys.ts'
import { Store } from '../../src/store/store.ts'
import type { Table } from '../../src/store/table.ts'
import { countingAmbient, temporaryFolder } from './stores.ts'

/** What a check of the store finds. */
export function check(directory: string, options: FsckOptions = {}): FsckReport {
  const steps = fsck(directory, options)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** The names of the checks that found damage, each once. */
export function damaged(directory: string, options: FsckOptions = {}): string[] {
  const { findings } = check(directory, options)
  return [...new Set(findings.filter(({ severity }) => severity === 'damage').map(({ check }) => check))]
}

/** An event of one of `streams` streams, every tenth with an id of its own. */
export function numbered(index: number, streams = 7): NewEvent {
  const own = index % 10 === 0 ? { id: `own-${index}` } : {}
  return {
    stream: `order-${index % streams}`,
    type: `Type${index % 3}`,
    data: { index, text: 'ä"\n' },
    ...own,
  }
}

/** The `.es` folder of a closed store with so many events, appended in batches, and two tags. */
export async function storeOf(events: number, batch = 100): Promise<string> {
  const { directory } = Store.init(temporaryFolder())
  const store = Store.open(directory, { readOnly: false, ambient: countingAmbient() })
  for (let from = 0; from < events; from += batch) {
    const count = Math.min(batch, events - from)
    store.log.append({ events: Array.from({ length: count }, (_, at) => numbered(from + at)) })
  }
  for (const position of [1, events]) tagAt(store, position)
  await store.close()
  return directory
}

function tagAt(store: Store, position: number): void {
  const event = store.log.at(position)
  if (event === undefined) return
  const { hash, timeMs: eventMs } = event
  const cause = { actor: 'ann', command: `es tag v${position}`, timeMs: eventMs }
  const tag = { name: `v${position}`, branch: 'main', position, hash, taggedMs: eventMs, eventMs }
  store.refs.setTag({ ...tag, message: 'a mark', actor: 'ann', models: [] }, { force: true, cause })
}

/** Changes a store behind its back, with right checksums: what only a check of the meaning can find. */
export async function tamper(
  directory: string,
  change: (table: (name: string) => Table) => void,
): Promise<void> {
  const environment = new Environment(directory, { readOnly: false, makesTables: true })
  const table = (name: string): Table => environment.table(name as TableName)
  environment.commit(() => {
    change(table)
  })
  await environment.close()
}

/** Changes the block that begins at a position; with `rechain` its hash follows, as a forger would do it. */
export async function tamperBlock(
  directory: string,
  position: number,
  change: (columns: RawColumns, bytes: Buffer) => void,
  options: { rechain: boolean } = { rechain: false },
): Promise<void> {
  await tamper(directory, (table) => {
    const key = positionKey(main_branch, position)
    const stored = table('history').get(key)
    if (stored === undefined) throw new Error(`no block begins at ${position}`)
    const bytes = Buffer.from(new Uint8Array(stored).buffer)
    change(
      rawColumns(bytes.buffer, 0, bytes.readUInt32LE(4), (bytes.readUInt32LE(16) & block_wide) !== 0),
      bytes,
    )
    if (options.rechain) {
      const [streams, types] = [new Dictionary(table('names'), 's'), new Dictionary(table('names'), 't')]
      bytes.write(lastHash(new Block(bytes, { branch: 'main', streams, types })), 72, 'hex')
    }
    table('history').put(key, bytes)
  })
}

type RawColumns = ReturnType<typeof rawColumns>

function lastHash(block: Block): string {
  let hash = block.previousHash
  for (let index = 0; index < block.count; index++) hash = block.chainedHash(index, hash)
  return hash
}

export function dataFile(directory: string): string {
  return join(directory, 'data.mdb')
}
