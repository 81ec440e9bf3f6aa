import { createHash } from 'node:crypto'

/**
 * The number of the fold's contract: what a handler is given, and what its answers mean. A change that could give a
 * document another text raises it, and makes every stored read model stale.
 */
const contract = 1

/** Of a projection's code: SHA-256 over the contract and the contents of its files, in import order. Not over paths. */
export function fingerprintOf(contents: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(`es projection ${contract}\n`)
  for (const content of contents) hash.update(`${content.length}\n`).update(content)
  return hash.digest('hex')
}

/** Of what the code does: SHA-256 over the contract and the bundle without comments and white space. */
export function codeDigestOf(bundledCode: string): string {
  return createHash('sha256').update(`es bundle ${contract}\n`).update(bundledCode).digest('hex')
}
