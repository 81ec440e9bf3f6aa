import { Block } from '../block.ts'
import { genesis_hash } from '../chain.ts'
import { main_branch, positionKey, readU64 } from '../keys.ts'
import { Anchors } from './anchors.ts'
import { type ChainedBlock, chainBlock } from './chain-block.ts'
import { headerDamage } from './check-header.ts'
import type { LogPlace, Progress } from './check-log.ts'
import { PageDamage } from './page-damage.ts'
import { PageFile } from './page-file.ts'
import { type Remains, scanPages } from './page-scan.ts'
import { PageTable } from './page-table.ts'
import { walkPages } from './page-walk.ts'
import { RawPages } from './raw-pages.ts'
import { SalvagedNames } from './salvaged-names.ts'

/** A stretch of the log whose chain holds: the events of a block from one index up to before another. */
export interface SalvagedPart {
  readonly block: Block
  /** The index of its first event that is new. */
  readonly from: number
  readonly end: number
  readonly chained: ChainedBlock
}

/** Events behind a gap. Their chain holds; it leads on from the part before, unless a new stretch begins with them. */
export interface StrandedPart extends SalvagedPart {
  readonly beginsStretch: boolean
  /** Who keeps the chain's hash of one of these events, and so proves what is before it in the stretch. */
  readonly anchors: readonly { readonly position: number; readonly name: string }[]
}

/** A block holds no more events than this. */
const block_events = 256

/**
 * The longest beginning of a log that can be proven, out of a file in any condition. It follows the trees as far as
 * they lead, because they say what was committed; where they break it goes on with whatever the pages hold. Each event
 * is proven by the chain from position 1 to a hash that is kept apart from it, so nothing that was not appended can get
 * in. What lies behind the first gap comes apart (`stranded`).
 */
export class Salvage {
  readonly #pages: RawPages
  readonly #trees: Trees
  readonly #names: { readonly branch: string; readonly streams: SalvagedNames; readonly types: SalvagedNames }
  readonly #anchors = new Anchors()
  #remains: Remains | undefined
  #place: LogPlace = { position: 0, hash: genesis_hash }

  constructor(path: string) {
    this.#pages = new RawPages(path)
    this.#trees = openTrees(path)
    const { names, meta } = this.#trees
    const [streams, types] = [new SalvagedNames(names, 'S'), new SalvagedNames(names, 'T')]
    this.#names = { branch: 'main', streams, types }
    this.#anchors.addMark(meta)
    for (const text of tagsIn(this.#trees.refs)) this.#anchors.addTag(text)
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
      this.#place = placeAt(part, part.end - 1)
      yield part
    }
  }

  /** The JSON texts of the tags; from the tree when it is sound, else of every page. */
  *tags(): Generator<Progress, string[]> {
    if (this.#trees.areRefsSound) return tagsIn(this.#trees.refs)
    const remains = yield* this.#scan()
    return [...remains.tags.values()]
  }

  /**
   * After `parts`: what is behind them, in order. A block whose own chain does not hold is left out, and so is what lies
   * behind the tip, which was never acknowledged.
   */
  *stranded(): Generator<Progress | StrandedPart> {
    const { position } = this.#place
    if (position === this.#trees.tip) return
    const remains = yield* this.#scan()
    let before: LogPlace = this.#place
    for (const first of [...remains.blocks.keys()].sort((a, b) => a - b)) {
      if (first <= before.position || first > (this.#trees.tip ?? first)) continue
      const part = this.#candidates(first, remains)
        .map((value) => this.#holding(value))
        .find((one) => one)
      if (part === undefined || part.block.firstPosition !== first) continue
      const isNext = before.position + 1 === first && before.hash === part.block.previousHash
      yield { ...part, beginsStretch: !isNext || before === this.#place, anchors: this.#anchorsIn(part) }
      before = placeAt(part, part.end - 1)
    }
  }

  *#candidatesInTree(first: number): IterableIterator<Buffer> {
    try {
      const entry = this.#trees.history?.get(positionKey(main_branch, first))
      if (entry !== undefined) yield entry.value
    } catch (error) {
      if (!(error instanceof PageDamage)) throw error
    }
  }

  #candidates(first: number, remains: Remains): Buffer[] {
    const values = [...this.#candidatesInTree(first)]
    for (const found of remains.blocks.get(first) ?? []) {
      const value = this.#pages.value(found)
      if (value !== undefined) values.push(value)
    }
    return values
  }

  #anchorsIn(part: SalvagedPart): { position: number; name: string }[] {
    const anchors: { position: number; name: string }[] = []
    for (let index = part.from; index < part.end; index++) {
      const place = placeAt(part, index)
      for (const name of this.#anchors.holding(place)) anchors.push({ position: place.position, name })
    }
    return anchors
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
      return entry && this.#proven(entry.value)
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

  /**
   * The part of a block that follows what is proven already, up to the last event of which a hash is kept anywhere: in
   * the block, in the next one, in a tag or in the mark of the last check. What else is damaged in it does not matter.
   */
  #proven(value: Buffer): SalvagedPart | undefined {
    return attempted(() => {
      const block = new Block(value, this.#names)
      const from = this.#place.position + 1 - block.firstPosition
      if (from < 0 || from >= block.count) return undefined
      const chained = chainBlock(block, from === 0 ? this.#place.hash : block.previousHash)
      if (from > 0 && chained.hashes[from - 1] !== this.#place.hash) return undefined
      for (let end = block.count; end > from; end--) {
        const part = { block, from, end, chained }
        if (this.#isKept(placeAt(part, end - 1), block)) return part
      }
      return undefined
    })
  }

  #isKept({ position, hash }: LogPlace, block: Block): boolean {
    if (this.#anchors.holding({ position, hash }).length > 0) return true
    return (
      position === block.lastPosition && (hash === block.lastHash || hash === this.#hashBefore(position + 1))
    )
  }

  /** What the block that begins at a position says of the chain before it. */
  #hashBefore(position: number): string | undefined {
    for (const value of this.#candidatesInTree(position))
      return attempted(() => new Block(value, this.#names).previousHash)
    return undefined
  }

  /** A block whose chain leads from its own beginning to its own end. */
  #holding(value: Buffer): SalvagedPart | undefined {
    return attempted(() => {
      const block = new Block(value, this.#names)
      const chained = chainBlock(block, block.previousHash)
      return chained.hashes.at(-1) === block.lastHash
        ? { block, from: 0, end: block.count, chained }
        : undefined
    })
  }

  *#scan(): Generator<Progress, Remains> {
    if (this.#remains !== undefined) return this.#remains
    this.#remains = yield* scanPages(this.#pages)
    this.#names.streams.alsoFrom(this.#remains.streams)
    this.#names.types.alsoFrom(this.#remains.types)
    for (const text of this.#remains.tags.values()) this.#anchors.addTag(text)
    return this.#remains
  }
}

function placeAt({ block, chained }: SalvagedPart, index: number): LogPlace {
  return { position: block.firstPosition + index, hash: chained.hashes[index] as string }
}

/** Undefined for what is no block, or one that speaks of names that nobody has. */
function attempted<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function tagsIn(refs: PageTable | undefined): string[] {
  const texts: string[] = []
  try {
    for (const { key, value, isIntact } of refs?.entries(Buffer.from('t'), Buffer.from('u')) ?? [])
      if (isIntact && key.length > 1) texts.push(value.toString('utf8'))
  } catch (error) {
    if (!(error instanceof PageDamage)) throw error
  }
  return texts
}

/** The trees that lead to the truth, as far as there are any. */
interface Trees {
  /** The position of the last event, where the tree of history is sound. */
  readonly tip?: number
  readonly history?: PageTable
  readonly refs?: PageTable
  readonly areRefsSound: boolean
  readonly names?: PageTable
  readonly meta?: PageTable
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
  return { areRefsSound: false, close: () => undefined }
}

function treesOf(file: PageFile): Omit<Trees, 'close'> {
  const { tables } = walkPages(file)
  const table = (name: string): PageTable | undefined => {
    const walked = tables.get(name)
    return walked && new PageTable(file, walked.record)
  }
  const [history, names, refs, meta] = [table('history'), table('names'), table('refs'), table('meta')]
  return {
    ...(history && tables.get('history')?.isSound && { tip: tipOf(history) }),
    ...(history && { history }),
    areRefsSound: tables.get('refs')?.isSound ?? false,
    ...(refs && { refs }),
    ...(names && { names }),
    ...(meta && { meta }),
  }
}

function tipOf(history: PageTable): number {
  const last = history.lastBefore(positionKey(main_branch + 1, 0))
  if (last === undefined) return 0
  // From the key and the header alone, because the block itself may be damaged.
  const count = last.value.length < 8 ? 0 : last.value.readUInt32LE(4)
  return last.key.length === 12 ? readU64(last.key, 4) + count - 1 : 0
}
