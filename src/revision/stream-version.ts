import { encodeStream } from './percent.ts'

/**
 * The n-th event of a stream, written so that it can be pasted back as a revision: `order-42@7`, or
 * `stream:my%20order@7` where the name holds white space or characters that mean something in a revision.
 */
export function formatStreamVersion(stream: string, version: number): string {
  const encoded = encodeStream(stream)
  return `${encoded === stream ? '' : 'stream:'}${encoded}@${version}`
}
