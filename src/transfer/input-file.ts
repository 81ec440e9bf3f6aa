import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { FileUnknownError } from '../errors.ts'
import { line_feed } from './file-blocks.ts'

const chunk_bytes = 256 * 1024
const carriage_return = 0x0d

/** A regular file that is read from any offset, asynchronously, so that signals are heard between two reads. */
export class InputFile {
  /** As it was named. */
  readonly name: string
  /** When it was opened. */
  readonly sizeBytes: number
  /** False for a pipe or a device: it can be read once, from its beginning. */
  readonly isRegular: boolean
  readonly #handle: FileHandle

  /** @throws {FileUnknownError} there is none, or it is a folder. */
  static async open(path: string): Promise<InputFile> {
    let handle: FileHandle
    try {
      handle = await open(path, 'r')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') throw new FileUnknownError(`there is no file '${path}'`)
      throw error
    }
    const stats = await handle.stat()
    if (stats.isDirectory()) {
      await handle.close()
      throw new FileUnknownError(`'${path}' is a folder`)
    }
    return new InputFile(path, handle, { sizeBytes: stats.size, isRegular: stats.isFile() })
  }

  private constructor(name: string, handle: FileHandle, from: { sizeBytes: number; isRegular: boolean }) {
    this.name = name
    this.#handle = handle
    this.sizeBytes = from.sizeBytes
    this.isRegular = from.isRegular
  }

  /** Absolute. */
  get path(): string {
    return resolve(this.name)
  }

  /** Bytes from an offset to the end, or to the offset `to`. Each chunk is the consumer's own. */
  async *chunks(from = 0, to = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
    for (let offset = from; offset < to; ) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(chunk_bytes, to - offset))
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, this.isRegular ? offset : null)
      if (bytesRead === 0) return
      yield chunk.subarray(0, bytesRead)
      offset += bytesRead
    }
  }

  /** The first bytes, at most so many. */
  async head(sizeBytes: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(sizeBytes), 0, sizeBytes, 0)
    return buffer.subarray(0, bytesRead)
  }

  /** Whether the byte before an offset ends a line. */
  async endsLineAt(offset: number): Promise<boolean> {
    return (await this.#byteAt(offset - 1)) === line_feed
  }

  /** Whether a line stands on both sides of an offset: the text before it, and more after it. */
  async goesOnInLine(offset: number): Promise<boolean> {
    if (await this.endsLineAt(offset)) return false
    const next = await this.#byteAt(offset)
    return next !== undefined && next !== line_feed && next !== carriage_return
  }

  /** Undefined after the end. */
  async #byteAt(offset: number): Promise<number | undefined> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(1), 0, 1, offset)
    return bytesRead === 0 ? undefined : buffer[0]
  }

  /** The running SHA-256 of the first `sizeBytes`; undefined when the file is shorter. */
  async hashOf(sizeBytes: number): Promise<Hash | undefined> {
    const hash = createHash('sha256')
    let hashed = 0
    for await (const chunk of this.chunks(0, sizeBytes)) {
      hash.update(chunk)
      hashed += chunk.length
    }
    return hashed === sizeBytes ? hash : undefined
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}
