import type { PageFile } from './page-file.ts'
import { integer_keys, lmdb_magic, lmdb_version, type Meta, meta_page, no_page } from './page-format.ts'

const largest_map_bytes = 2 ** 47

/**
 * What is wrong with the file's two headers. LMDB writes them in turn, the even transactions on page 0; the older one
 * says how things stood one transaction before, and nothing at all in a new file or a compacted copy.
 */
export function headerDamage(file: PageFile): string[] {
  const older = file.meta === file.metas[0] ? file.metas[1] : file.metas[0]
  return [...file.metas.flatMap((meta) => fieldDamage(meta, file)), ...currentDamage(file, older)]
}

function fieldDamage(meta: Meta, file: PageFile): string[] {
  const wrong: string[] = []
  const say = (isRight: boolean, what: string): void => {
    if (!isRight) wrong.push(`header ${meta.page}: ${what}`)
  }
  say(meta.pageNumber === meta.page && meta.pageFlags === meta_page, 'it is not marked as a header')
  say(meta.magic === lmdb_magic, 'it is not one of LMDB')
  say(meta.version === lmdb_version, `LMDB format ${meta.version}, not ${lmdb_version}`)
  say(meta.address === 0, 'it asks for a fixed address')
  say(meta.pageBytes === file.pageBytes, `a page size of ${meta.pageBytes}, not ${file.pageBytes}`)
  say(meta.free.flags === integer_keys, `unknown flags ${meta.free.flags} of the file`)
  say(meta.main.flags === 0 && meta.main.padding === 0, 'unknown flags of the table of tables')
  say(
    meta.mapBytes >= (meta.lastPage + 1) * file.pageBytes &&
      meta.mapBytes <= largest_map_bytes &&
      meta.mapBytes % file.pageBytes === 0,
    `a map of ${meta.mapBytes} bytes`,
  )
  return wrong
}

function currentDamage(file: PageFile, older: Meta): string[] {
  const { meta } = file
  const wrong: string[] = []
  const isUnused = older.transaction === 0 && older.main.root === no_page
  if (meta.transaction > 0 && meta.transaction % 2 !== meta.page)
    wrong.push(`header ${meta.page}: it is that of transaction ${meta.transaction}, whose place is the other`)
  if (meta.transaction > 0 && older.transaction !== meta.transaction - 1 && !isUnused)
    wrong.push(
      `the headers are of transactions ${older.transaction} and ${meta.transaction}, which are not neighbours`,
    )
  return wrong
}
