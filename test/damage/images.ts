import { readFileSync } from 'node:fs'
import { PageFile } from '../../src/store/integrity/page-file.ts'
import { byte_order, TreePage } from '../../src/store/integrity/tree-page.ts'
import { bitsOf } from '../support/damage.ts'
import { liveBytes, type Stretch } from '../support/live-bytes.ts'

/** Bytes of a file with one damage, and a word for it. */
export interface Image {
  readonly kind: string
  readonly what: string
  readonly bytes: Buffer<ArrayBuffer>
}

/** Damages of a sound file, drawn one after another: each kind in turn. */
export function imagesOf(path: string, random: (limit: number) => number): () => Image {
  const damages = damagesOf(path, random)
  const kinds = Object.keys(damages)
  const whole = readFileSync(path)
  let next = 0
  return () => {
    const kind = kinds[next++ % kinds.length] as string
    const damaged = Buffer.from(whole)
    const { what, bytes = damaged }: Done = damages[kind]!(damaged)
    return { kind, what, bytes }
  }
}

interface Done {
  readonly what: string
  /** The damaged bytes, where they are not those that were given. */
  readonly bytes?: Buffer<ArrayBuffer>
}

function damagesOf(
  path: string,
  random: (limit: number) => number,
): Record<string, (bytes: Buffer<ArrayBuffer>) => Done> {
  const live = liveBytes(path)
  const { pageBytes, tableNames } = layoutOf(path)
  const drawn = (of: readonly Stretch[]) => bitsOf(of, random)
  const any = drawn(live)
  const structure = drawn(live.filter(({ kind }) => kind !== 'value'))
  const small = drawn(live.filter(({ length }) => length < 1000))
  const value = drawn(live.filter(({ kind }) => kind === 'value'))
  const name = drawn(tableNames)
  const flip = (draw: typeof any) => (bytes: Buffer) => {
    const { offset, bit, kind } = draw()
    bytes[offset] = (bytes[offset] as number) ^ (1 << bit)
    return { what: `bit ${bit} of byte ${offset} (${kind}) flipped` }
  }
  const pageOf = () => Math.floor(small().offset / pageBytes)
  const pageIn = (bytes: Buffer, page: number) => bytes.subarray(page * pageBytes, (page + 1) * pageBytes)
  return {
    'a bit of anything': flip(any),
    'a bit of the structure': flip(structure),
    'a bit of a small entry': flip(small),
    'a bit of a table name': flip(name),
    'a digit of a value': (bytes) => {
      const offset = digitFrom(bytes, value().offset)
      bytes[offset] = 48 + (((bytes[offset] as number) - 48 + 1 + random(9)) % 10)
      return { what: `the digit at byte ${offset} changed` }
    },
    'a page of zeros': (bytes) => {
      const page = pageOf()
      pageIn(bytes, page).fill(0)
      return { what: `page ${page} of zeros` }
    },
    'two pages swapped': (bytes) => {
      const [one, other] = [pageOf(), pageOf()]
      const kept = Buffer.from(pageIn(bytes, one))
      pageIn(bytes, other).copy(pageIn(bytes, one))
      kept.copy(pageIn(bytes, other))
      return { what: `pages ${one} and ${other} swapped` }
    },
    'cut off': (bytes) => {
      const length = random(bytes.length)
      return { what: `cut off after ${length} of ${bytes.length} bytes`, bytes: bytes.subarray(0, length) }
    },
  }
}

/** The next digit behind another that was drawn. */
function digitFrom(bytes: Buffer, offset: number): number {
  const isDigit = (at: number) => (bytes[at] as number) >= 48 && (bytes[at] as number) <= 57
  for (let step = 0; step < bytes.length; step++) {
    const at = (offset + step) % bytes.length
    if (isDigit(at)) return at
  }
  throw new Error('a file without a digit')
}

function layoutOf(path: string): { readonly pageBytes: number; readonly tableNames: Stretch[] } {
  const file = new PageFile(path)
  try {
    const { root, depth } = file.meta.main
    if (depth !== 1) throw new Error('more tables than fit on a page')
    const bytes = file.read(root)
    const page = new TreePage(bytes, root, byte_order)
    const tableNames = Array.from({ length: page.count }, (_, index): Stretch => {
      const key = page.key(index)
      const offset = root * file.pageBytes + key.byteOffset - bytes.byteOffset
      return { offset, length: key.length, kind: 'key' }
    })
    return { pageBytes: file.pageBytes, tableNames }
  } finally {
    file.close()
  }
}
