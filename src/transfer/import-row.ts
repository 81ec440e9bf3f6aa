import type { EsError } from '../errors.ts'
import type { NewEvent } from '../store/event.ts'
import type { FileTime } from './import-time.ts'

/** What a record of a file says. */
export interface FileEvent {
  /** Its `timeMs` is the file's time, undefined where the file has none. */
  readonly event: NewEvent
  /** The same time, with all that the file says of it. */
  readonly time: FileTime | undefined
}

/** One record of an input file, as the event it becomes. */
export interface ImportRow extends FileEvent {
  /** The line it begins on, from 1. */
  readonly line: number
  /** The line after its last one. */
  readonly nextLine: number
  /** The byte offset in the file after it and its line end. */
  readonly end: number
  /** The last record of a CSV file that ends without a line end: it may be cut off in its last cell. */
  readonly unended?: boolean
}

/** What a stretch of a file became: its rows up to the first that could not become an event, and why that one could not. */
export interface RowSlice {
  readonly rows: readonly ImportRow[]
  readonly bad?: EsError
}

/** Turns the blocks of a file, in order, into rows. Holds what it needs of the records that are not yet whole. */
export interface RowReader {
  read(block: Block): RowSlice | Promise<RowSlice>
  /** After the last block. */
  end(): RowSlice | Promise<RowSlice>
}

/** A piece of a file that ends at the end of a line, or of the file. Raw bytes: a BOM is still there. */
export interface Block {
  readonly bytes: Buffer
  /** Where it begins in the file. */
  readonly offset: number
  /** The line that begins after this block is over the limit: `bytes` holds nothing of it, and no block follows. */
  readonly overlong?: boolean
}
