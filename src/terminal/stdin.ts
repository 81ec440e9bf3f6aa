import { JsonInvalidError, UsageError } from '../errors.ts'

/**
 * All of standard input as text; a byte order mark at its start is dropped. Called only when the command line names
 * stdin (`-`), so nothing else ever waits for it.
 * @throws {JsonInvalidError} not UTF-8. {@link UsageError} more than `maxBytes`.
 */
export async function readStdin(maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) throw new UsageError(`more than ${maxBytes} bytes on stdin`)
    chunks.push(chunk)
  }
  return decodeText(Buffer.concat(chunks))
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new JsonInvalidError('stdin is not valid UTF-8', { path: '' })
  }
}
