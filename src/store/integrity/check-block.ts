import { isAscii, isUtf8 } from 'node:buffer'
import type { Block } from '../block.ts'
import {
  block_ascii,
  block_deflated,
  block_exact,
  block_sealed,
  block_wide,
  columnsEnd,
  event_inexact,
  event_meta_inexact,
  event_salted,
  event_text_id,
} from '../block-format.ts'
import { inexactNumbers } from '../exact-json.ts'
import { BlockTexts } from './block-texts.ts'

const known_flags = block_sealed | block_ascii | block_exact | block_wide | block_deflated
const known_event_flags = event_inexact | event_meta_inexact | event_salted | event_text_id
const comma = 0x2c

/** What the blocks before say about the next one. */
export interface Expected {
  readonly tailEvents: number
  readonly tailBytes: number
}

/**
 * What is wrong with how a block is laid out; undefined when nothing is. That its texts are the right ones, the chain
 * proves; here is what the chain does not cover: flags, lengths, separators, and the space between.
 */
export function layoutDamage(
  block: Block,
  expected: Expected,
  texts = new BlockTexts(block),
): string | undefined {
  const flags = block.bytes.readUInt32LE(16)
  if (block.count < 1) return 'it holds no event'
  if ((flags & ~known_flags) !== 0) return 'it has unknown flags'
  if (block.deflated && !block.sealed) return 'it is deflated, but not sealed'
  if (block.sealed && expected.tailEvents > 0) return 'it is sealed, but the blocks before it are not'
  if (block.tailEventsBefore !== expected.tailEvents || block.tailBytesBefore !== expected.tailBytes)
    return 'it counts other events in the tail before it than there are'
  return columnDamage(block) ?? textDamage(block, texts) ?? restDamage(block)
}

function isWide(block: Block): boolean {
  return (block.bytes.readUInt32LE(16) & block_wide) !== 0
}

function columnDamage(block: Block): string | undefined {
  const { bytes, count, columns } = block
  const end = columnsEnd(count, isWide(block))
  for (let at = end; at % 8 !== 0; at++) if (bytes[at] !== 0) return 'its padding is not zero'
  for (let index = 0; index < count; index++)
    if (((columns.flags[index] as number) & ~known_event_flags) !== 0) return 'an event has unknown flags'
  return undefined
}

function textDamage(block: Block, texts: BlockTexts): string | undefined {
  const { bytes, columns } = block
  const dataBytes = bytes.readUInt32LE(24)
  let all: Buffer
  try {
    all = block.payload
  } catch {
    return 'its texts cannot be inflated'
  }
  if (
    !areJoined(all.subarray(0, dataBytes), columns.dataEnd) ||
    !areJoined(all.subarray(dataBytes), columns.metaEnd)
  )
    return 'its texts do not fill their space'
  const isSaidAscii = (bytes.readUInt32LE(16) & block_ascii) !== 0
  if (isAscii(all) !== isSaidAscii) return 'its text is not of the encoding that it says'
  if (!isUtf8(all)) return 'its text is not UTF-8'
  return exactnessDamage(block, texts)
}

/** Whether texts that end at these offsets, with a comma after each but the last, make up the whole region. */
function areJoined(region: Buffer, ends: Uint32Array): boolean {
  let before = -1
  for (let index = 0; index < ends.length; index++) {
    const end = ends[index] as number
    if (end <= before + 1 || end > region.length) return false
    if (index + 1 < ends.length && region[end] !== comma) return false
    before = end
  }
  return before === region.length
}

/** Only such a number can be one that no double prints: of more than 15 digits, or with an exponent. */
const perhaps_inexact = /(?:^|[,:[])-?[0-9](?:[0-9.]{15}|[0-9.]*[eE])/
const perhaps_exponent = /[0-9.][eE][-+0-9]/
const run_length = 16

/** Whether one of the texts perhaps holds such a number; takes a third of the time that the expression alone would. */
function hasPerhapsInexact(texts: string): boolean {
  return (hasLongRun(texts) || perhaps_exponent.test(texts)) && perhaps_inexact.test(texts)
}

/** Whether 16 digits and points stand in a row: then one of them stands at a multiple of 16. */
function hasLongRun(texts: string): boolean {
  for (let at = 0; at < texts.length; at += run_length) {
    if (!isDigitOrPoint(texts, at)) continue
    let first = at
    while (first > 0 && isDigitOrPoint(texts, first - 1)) first--
    let end = at + 1
    while (end < texts.length && isDigitOrPoint(texts, end)) end++
    if (end - first >= run_length) return true
  }
  return false
}

function isDigitOrPoint(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return (code >= 0x30 && code <= 0x39) || code === 0x2e
}

function exactnessDamage(block: Block, texts: BlockTexts): string | undefined {
  const { flags } = block.columns
  if (hasFlag(flags, event_inexact) === block.exact) return 'it says of its numbers other than its events do'
  const isRight =
    areFlagsRight(flags, event_inexact, texts.data, (index) => texts.dataText(index)) &&
    areFlagsRight(flags, event_meta_inexact, texts.meta, (index) => texts.metaText(index))
  return isRight ? undefined : 'an event says wrongly whether its numbers are exact'
}

function areFlagsRight(
  flags: Uint8Array,
  inexact: number,
  all: string,
  textOf: (index: number) => string,
): boolean {
  // Nearly always one look at all texts settles it.
  if (!hasFlag(flags, inexact) && !hasPerhapsInexact(all)) return true
  for (let index = 0; index < flags.length; index++)
    if (isInexact(textOf(index)) !== (((flags[index] as number) & inexact) !== 0)) return false
  return true
}

function hasFlag(flags: Uint8Array, wanted: number): boolean {
  for (let index = 0; index < flags.length; index++)
    if (((flags[index] as number) & wanted) !== 0) return true
  return false
}

function isInexact(text: string): boolean {
  return perhaps_inexact.test(text) && inexactNumbers(text).length > 0
}

/** Salts first, then the ids that are no UUIDs, each where its event says. */
function restDamage(block: Block): string | undefined {
  const { bytes, columns, count } = block
  const ids = Buffer.from(columns.id.buffer, columns.id.byteOffset, columns.id.length)
  let at = 0
  if (hasFlag(columns.flags, event_salted))
    for (const flag of columns.flags) if ((flag & event_salted) !== 0) at += 16
  for (let index = 0; index < count; index++) {
    if (((columns.flags[index] as number) & event_text_id) === 0) continue
    const place = index * 16
    if (ids.readUInt32LE(place) !== at || ids.readBigUInt64LE(place + 8) !== 0n)
      return 'an id does not lie where its event says'
    at += ids.readUInt32LE(place + 4)
  }
  return at === bytes.readUInt32LE(32) ? undefined : 'it has bytes that belong to no event'
}
