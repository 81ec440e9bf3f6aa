/** Characters that mean something in a revision, or cannot be seen: never raw in the name of a stream. */
const reserved = /[\s\p{Cc}\p{Bidi_Control}:~^+/{}%]|\.(?=\.)|(?<=\.)\./u

/** In an id the same, but `:` and `/`, which ids such as URNs hold and which mean nothing after `id:`. */
const reserved_in_id = /[\s\p{Cc}\p{Bidi_Control}~^+{}%]|\.(?=\.)|(?<=\.)\./u

// What is printed can besides be an argument of a command, and an end of a range `A..B`.
const printed = new RegExp(`^-|^\\.|${reserved.source}`, 'gu')
const printed_in_id = new RegExp(`\\.$|${reserved_in_id.source}`, 'gu')

export function encodeStream(stream: string): string {
  return stream.replace(printed, percent)
}

export function encodeId(id: string): string {
  return id.replace(printed_in_id, percent)
}

/** The index of the first character that must be percent-encoded but is not; -1 when there is none. */
export function firstRawIndex(encoded: string, part: 'stream' | 'id'): number {
  const masked = encoded.replace(/%[0-9a-f]{2}/gi, 'xxx')
  return masked.search(part === 'id' ? reserved_in_id : reserved)
}

/** The text behind percent-encoded UTF-8; undefined when it is not that. */
export function decodePercent(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}

function percent(character: string): string {
  const bytes = [...Buffer.from(character, 'utf8')]
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}
