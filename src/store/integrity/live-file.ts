import { join } from 'node:path'
import { Environment } from '../environment.ts'
import { headerDamage } from './check-header.ts'
import { PageFile } from './page-file.ts'

/** A store's file as it stands now. Nothing of it changes until it is closed, whoever writes meanwhile. */
export interface LiveFile {
  readonly file: PageFile
  /** What is wrong with its headers; then it is not kept from changing. */
  readonly headerDamage: readonly string[]
  /** Other processes that read the store, as LMDB's lock table lists them. */
  readonly readers: readonly LiveReader[]
  readonly close: () => void
}

export interface LiveReader {
  readonly pid: number
  /** The transaction whose state it holds; undefined when it holds none now. */
  readonly transaction: number | undefined
}

/**
 * Opens a store's file page by page, and has LMDB keep its pages as they are: a reader of LMDB's own is held open
 * meanwhile. LMDB reads no page but the headers for that, so those are looked at first.
 *
 * @param directory the `.es` folder, inspected already (`inspect-files.ts`)
 * @throws {PageDamage} the file is too short for its headers.
 */
export function openLive(directory: string): LiveFile {
  const path = join(directory, 'data.mdb')
  const before = new PageFile(path)
  const damage = headerDamage(before)
  if (damage.length > 0)
    return { file: before, headerDamage: damage, readers: [], close: () => before.close() }
  before.close()
  const environment = new Environment(directory, { readOnly: true })
  const release = environment.pin()
  const file = new PageFile(path)
  return {
    file,
    headerDamage: headerDamage(file),
    readers: parseReaders(environment.readers()),
    close: () => {
      file.close()
      release()
      void environment.close()
    },
  }
}

/** A file that nobody has open: a copy, or the file of a store that no other process can open now. */
export function openClosed(path: string): LiveFile {
  const file = new PageFile(path)
  return { file, headerDamage: headerDamage(file), readers: [], close: () => file.close() }
}

/** LMDB's listing: a line a slot, of pid, thread and transaction (`-` when it holds none). */
function parseReaders(listing: string): LiveReader[] {
  const readers: LiveReader[] = []
  for (const line of listing.split('\n')) {
    const [, pid, transaction] = /^\s*(\d+)\s+\S+\s+(\d+|-)\s*$/.exec(line) ?? []
    if (pid === undefined || Number(pid) === process.pid) continue
    readers.push({ pid: Number(pid), transaction: transaction === '-' ? undefined : Number(transaction) })
  }
  return readers
}
