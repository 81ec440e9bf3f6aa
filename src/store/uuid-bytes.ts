const uuid_length = 36
const dash = 0x2d
/** Of each of the 16 bytes, where its first digit stands in the text. */
const digit_at = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const

/**
 * Writes a UUID's 16 bytes; false, with the bytes undefined, when the text is not one in its canonical form (RFC 9562:
 * lower case, dashes). Runs once an event, so it makes no string.
 */
export function writeUuid(target: Buffer, text: string, offset: number): boolean {
  if (text.length !== uuid_length || !hasDashes(text)) return false
  for (let index = 0; index < 16; index++) {
    const at = digit_at[index] as number
    const byte = (hexDigit(text.charCodeAt(at)) << 4) | hexDigit(text.charCodeAt(at + 1))
    if (byte < 0) return false
    target[offset + index] = byte
  }
  return true
}

const text_bytes = Buffer.alloc(uuid_length, '-')
const digits = Buffer.from('0123456789abcdef')

/** The canonical text of 16 bytes. */
export function uuidText(bytes: Uint8Array, offset: number): string {
  for (let index = 0; index < 16; index++) {
    const byte = bytes[offset + index] as number
    const at = digit_at[index] as number
    text_bytes[at] = digits[byte >> 4] as number
    text_bytes[at + 1] = digits[byte & 15] as number
  }
  return text_bytes.toString('latin1')
}

function hasDashes(text: string): boolean {
  return (
    text.charCodeAt(8) === dash &&
    text.charCodeAt(13) === dash &&
    text.charCodeAt(18) === dash &&
    text.charCodeAt(23) === dash
  )
}

/** -1, which stays negative in any byte made of it, for what is no lower-case digit. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  if (code >= 0x61 && code <= 0x66) return code - 0x57
  return -1
}
