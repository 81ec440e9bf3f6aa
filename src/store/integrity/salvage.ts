import { Block } from '../block.ts'
import { genesis_hash } from '../chain.ts'
import { NameEntry, type NumberedNames } from '../dictionary.ts'
import { main_branch, positionKey, readU64 } from '../keys.ts'
import { type ChainedBlock, chainBlock } from './chain-block.ts'
import { layoutDamage } from './check-block.ts'
import { headerDamage } from './check-header.ts'
import type { LogPlace, Progress } from './check-log.ts'
import { PageDamage } from './page-damage.ts'
import { PageFile } from './page-file.ts'
import { PageNames } from './page-names.ts'
import { type Remains, scanPages } from './page-scan.ts'
import { PageTable } from './page-table.ts'
import { walkPages } from './page-walk.ts'
import { RawPages } from './raw-pages.ts'

/** A proven stretch of the log: the events of a block from one index on. */
export interface SalvagedPart {
  readonly block: Block
  /** The index of its first event that is new. */
  readonly from: number
  readonly chained: ChainedBlock
}

/** A block holds no more events than this. */
const block_events = 256
const remembered_names = 100_000

/**
 * The longest beginning of a log that can be proven, out of a file in any condition. It follows the trees as far as
 * they lead, because they say what was committed; where they break it goes on with whatever the pages hold. Each event
 * is proven by the chain from position 1, so nothing that was not appended can get in.
 */
export class Salvage {
  readonly #pages: RawPages
  readonly #trees: Trees
  readonly #names: { readonly branch: string; readonly streams: SalvagedNames; readonly types: SalvagedNames }
  #remains: Remains | undefined
  #place: LogPlace = { position: 0, hash: genesis_hash }

  constructor(path: string) {
    this.#pages = new RawPages(path)
    this.#trees = openTrees(path)
    const { streams, types } = this.#trees
    this.#names = { branch: 'main', streams: new SalvagedNames(streams), types: new SalvagedNames(types) }
  }

  /** Up to where the parts go that were taken so far. */
  get place(): LogPlace {
    return this.#place
  }

  /** The position of the last event that there was; undefined when the file does not say. */
  get tip(): number | undefined {
    return this.#trees.tip
  }

  /** Proven parts in order; between them how far a search for more is. */
  *parts(): Generator<Progress | SalvagedPart> {
    for (;;) {
      const part = this.#fromTree() ?? (yield* this.#fromRemains())
      if (part === undefined) return
      this.#place = { position: part.block.lastPosition, hash: part.chained.hashes.at(-1) as string }
      yield part
    }
  }

  /** The JSON texts of the tags; from the tree when it can be read, else of every page. */
  *tags(): Generator<Progress, string[]> {
    try {
      const texts: string[] = []
      if (this.#trees.refs !== undefined) {
        for (const { key, value, isIntact } of this.#trees.refs.entries(Buffer.from('t'), Buffer.from('u')))
          if (isIntact && key.length > 1) texts.push(value.toString('utf8'))
        return texts
      }
    } catch (error) {
      if (!(error instanceof PageDamage)) throw error
    }
    const remains = yield* this.#scan()
    return [...remains.tags.values()]
  }

  close(): void {
    this.#pages.close()
    this.#trees.close()
  }

  #fromTree(): SalvagedPart | undefined {
    const { history } = this.#trees
    if (history === undefined) return undefined
    try {
      const entry = history.lastBefore(positionKey(main_branch, this.#place.position + 2))
      return entry?.isIntact ? this.#proven(entry.value) : undefined
    } catch (error) {
      if (error instanceof PageDamage) return undefined
      throw error
    }
  }

  *#fromRemains(): Generator<Progress, SalvagedPart | undefined> {
    // What lies on free pages behind the tip was never acknowledged.
    if (this.#place.position === this.#trees.tip) return undefined
    const remains = yield* this.#scan()
    const next = this.#place.position + 1
    for (let first = next; first > 0 && first > next - block_events; first--)
      for (const found of remains.blocks.get(first) ?? []) {
        const value = this.#pages.value(found)
        const part = value && this.#proven(value)
        if (part !== undefined) return part
      }
    return undefined
  }

  /** The part of a block that follows what is proven already; undefined when the chain does not lead into it. */
  #proven(value: Buffer): SalvagedPart | undefined {
    try {
      const block = new Block(value, this.#names)
      const from = this.#place.position + 1 - block.firstPosition
      if (from < 0 || from >= block.count || layoutDamage(block, ownTail(block)) !== undefined)
        return undefined
      const chained = chainBlock(block, block.previousHash)
      const before = from === 0 ? block.previousHash : chained.hashes[from - 1]
      const isProven = before === this.#place.hash && chained.hashes.at(-1) === block.lastHash
      return isProven ? { block, from, chained } : undefined
    } catch {
      // Not a block, or one that speaks of names that nobody has.
      return undefined
    }
  }

  *#scan(): Generator<Progress, Remains> {
    if (this.#remains !== undefined) return this.#remains
    this.#remains = yield* scanPages(this.#pages)
    this.#names.streams.alsoFrom(this.#remains.streams)
    this.#names.types.alsoFrom(this.#remains.types)
    return this.#remains
  }
}

/** The tail counters are not needed any more: what a block says of them is taken as it is. */
function ownTail(block: Block): { tailEvents: number; tailBytes: number } {
  return { tailEvents: block.tailEventsBefore, tailBytes: block.tailBytesBefore }
}

/** Names as the tree has them, or else as a page has them that was found. */
class SalvagedNames implements NumberedNames {
  readonly #tree: PageNames | undefined
  readonly #known = new Map<number, NameEntry>()
  #found: ReadonlyMap<number, string> = new Map()

  constructor(tree: PageNames | undefined) {
    this.#tree = tree
  }

  alsoFrom(found: ReadonlyMap<number, string>): void {
    this.#found = found
  }

  byId(id: number): NameEntry {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const entry = this.#inTree(id) ?? this.#onPage(id)
    if (this.#known.size >= remembered_names) this.#known.clear()
    this.#known.set(id, entry)
    return entry
  }

  #inTree(id: number): NameEntry | undefined {
    try {
      return this.#tree?.byId(id)
    } catch (error) {
      if (error instanceof PageDamage || error instanceof RangeError) return undefined
      throw error
    }
  }

  #onPage(id: number): NameEntry {
    const name = this.#found.get(id)
    if (name === undefined) throw new RangeError(`no name has the number ${id}`)
    return new NameEntry(id, name)
  }
}

/** The trees that lead to the truth, as far as there are any. */
interface Trees {
  /** The position of the last event, where the tree of history is sound. */
  readonly tip?: number
  readonly history?: PageTable
  readonly refs?: PageTable
  readonly streams?: PageNames
  readonly types?: PageNames
  readonly close: () => void
}

function openTrees(path: string): Trees {
  let file: PageFile | undefined
  try {
    file = new PageFile(path)
    if (headerDamage(file).length === 0) return { ...treesOf(file), close: () => file?.close() }
  } catch (error) {
    if (!(error instanceof PageDamage)) throw error
  }
  file?.close()
  return { close: () => undefined }
}

function treesOf(file: PageFile): Omit<Trees, 'close'> {
  const { tables } = walkPages(file)
  const table = (name: string): PageTable | undefined => {
    const walked = tables.get(name)
    return walked && new PageTable(file, walked.record)
  }
  const [history, names, refs] = [table('history'), table('names'), table('refs')]
  return {
    ...(history && tables.get('history')?.isSound && { tip: tipOf(history) }),
    ...(history && { history }),
    ...(refs && tables.get('refs')?.isSound && { refs }),
    ...(names && { streams: new PageNames(names, 'S'), types: new PageNames(names, 'T') }),
  }
}

function tipOf(history: PageTable): number {
  const last = history.lastBefore(positionKey(main_branch + 1, 0))
  if (last === undefined) return 0
  // From the key and the header alone, because the block itself may be damaged.
  const count = last.value.length < 8 ? 0 : last.value.readUInt32LE(4)
  return last.key.length === 12 ? readU64(last.key, 4) + count - 1 : 0
}
