import { hash } from 'node:crypto'

/** The chain's hash before the first event. */
export const genesis_hash = '0'.repeat(64)

/** Hex SHA-256 of a text's UTF-8 bytes; of an erasable event's data with its salt's hex digits in front. */
export function digestOf(text: string, salt = ''): string {
  return hash('sha256', salt === '' ? text : salt + text)
}

/**
 * The hash of an event: hex SHA-256 of the UTF-8 bytes of a JSON array without white space,
 * `["<previous hash>",position,"stream",version,"type","id","time","<data digest>","<meta digest>"]`.
 *
 * Only digests of the payload go in, so an erased payload still verifies; the branch does not, so forks and copies do.
 * Names come as they stand in it ({@link chainedName}), so that a writer makes each once: the fewer pieces a text is put
 * together from, the less of it is garbage.
 */
export function chainHash(
  previous: string,
  header: {
    position: number
    chainedStream: string
    version: number
    chainedType: string
    quotedId: string
    time: string
  },
  dataDigest: string,
  metaDigest: string,
): string {
  return hash(
    'sha256',
    `["${previous}",${header.position}${header.chainedStream}${header.version}${header.chainedType}${header.quotedId},"${header.time}","${dataDigest}","${metaDigest}"]`,
  )
}

/** A stream's or a type's name as it stands in the text that is hashed: quoted, with the commas around it. */
export function chainedName(name: string): string {
  return `,${JSON.stringify(name)},`
}
