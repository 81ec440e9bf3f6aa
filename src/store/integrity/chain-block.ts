import type { Block } from '../block.ts'
import { event_text_id } from '../block-format.ts'
import { chainHash, digestOf } from '../chain.ts'
import { isoTime } from '../iso-time.ts'
import { Recurring } from '../recurring.ts'
import { BlockTexts } from './block-texts.ts'

/** Digests by their metas: most events of an application share a few, such as its users' names. */
const remembered = new Recurring<string>()

/** A block's events as the chain saw them. */
export interface ChainedBlock {
  readonly ids: readonly string[]
  /** The chain's hash after each event, hex. */
  readonly hashes: readonly string[]
}

/**
 * The chain over a block, recomputed from what is stored: nothing is believed but the names' numbers.
 * @param previous the chain's hash before its first event, hex
 * @throws {RangeError} an event names a stream or type that has no name.
 */
export function chainBlock(block: Block, previous: string, texts = new BlockTexts(block)): ChainedBlock {
  const { columns, count, names, firstPosition } = block
  const ids = new Array<string>(count)
  const hashes = new Array<string>(count)
  let hash = previous
  for (let index = 0; index < count; index++) {
    const id = block.id(index)
    const header = {
      position: firstPosition + index,
      chainedStream: names.streams.byId(columns.streamId[index] as number).chained,
      version: columns.version[index] as number,
      chainedType: names.types.byId(columns.typeId[index] as number).chained,
      // A UUID has nothing to escape.
      quotedId: ((columns.flags[index] as number) & event_text_id) === 0 ? `"${id}"` : JSON.stringify(id),
      time: isoTime(columns.timeMs[index] as number),
    }
    const dataDigest = digestOf(texts.dataText(index), block.salt(index))
    hash = chainHash(hash, header, dataDigest, metaDigest(texts.metaText(index)))
    ids[index] = id
    hashes[index] = hash
  }
  return { ids, hashes }
}

function metaDigest(meta: string): string {
  const known = remembered.get(meta)
  if (known !== undefined) return known
  const digest = digestOf(meta)
  remembered.remember(meta, digest)
  return digest
}
