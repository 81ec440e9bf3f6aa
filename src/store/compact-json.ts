/**
 * Whether a text is plainly exact JSON without white space: valid, no key twice in an object, every number one that a
 * double holds. One pass over the characters, nothing parsed. False means only that a slower look is needed: for
 * white space, escapes in keys, numbers of more than 15 digits or with an exponent, characters beyond U+D7FF, objects
 * of more than 32 keys, nesting deeper than 64.
 */
export function isCompactExact(text: string): boolean {
  let at = 0
  depth = 0
  keys = 0
  const { length } = text
  for (;;) {
    // Here a value must begin.
    const code = text.charCodeAt(at)
    if (code === 0x22) at = stringEnd(text, at)
    else if (code === 0x7b || code === 0x5b) {
      if (depth === max_scan_depth) return false
      const isObject = code === 0x7b
      objectAt[depth] = isObject ? 1 : 0
      firstKey[depth] = keys
      depth++
      at++
      if (text.charCodeAt(at) !== (isObject ? 0x7d : 0x5d)) {
        if (isObject) at = keyEnd(text, at)
        if (at < 0) return false
        continue
      }
      at++
      depth--
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) at = numberEnd(text, at)
    else at = literalEnd(text, at, code)
    if (at < 0) return false
    // Here a value has ended: close what ends with it, or go on behind a comma.
    for (;;) {
      if (depth === 0) return at === length
      const next = text.charCodeAt(at)
      const isObject = objectAt[depth - 1] === 1
      if (next === 0x2c) {
        at++
        if (isObject) at = keyEnd(text, at)
        if (at < 0) return false
        break
      }
      if (next !== (isObject ? 0x7d : 0x5d)) return false
      at++
      depth--
      keys = firstKey[depth] as number
    }
  }
}

const max_scan_depth = 64
const max_scan_keys = 32
const max_exact_digits = 15

/** The open containers, and the spans of the keys seen in the open objects: kept between calls, so that none is made. */
const objectAt = new Uint8Array(max_scan_depth)
const firstKey = new Uint32Array(max_scan_depth)
const keyFrom = new Uint32Array(max_scan_depth * max_scan_keys)
const keyTo = new Uint32Array(max_scan_depth * max_scan_keys)
let depth = 0
let keys = 0

/** After the string whose opening quote is at `at`; -1 when it is not plain. */
function stringEnd(text: string, at: number): number {
  for (let next = at + 1; ; next++) {
    const code = text.charCodeAt(next)
    if (code === 0x22) return next + 1
    if (code === 0x5c) {
      next = escapeEnd(text, next)
      if (next < 0) return -1
    }
    // NaN, at the end of the text, is not below the limit either.
    else if (!(code >= 0x20 && code < 0xd800)) return -1
  }
}

/** The last character of the escape at `at`; -1 when there is no such escape. */
function escapeEnd(text: string, at: number): number {
  const code = text.charCodeAt(at + 1)
  if (code === 0x75) {
    for (let digit = at + 2; digit < at + 6; digit++) {
      const hex = text.charCodeAt(digit) | 0x20
      if (!((hex >= 0x30 && hex <= 0x39) || (hex >= 0x61 && hex <= 0x66))) return -1
      if (text.charCodeAt(digit) < 0x30) return -1
    }
    return at + 5
  }
  const isShort =
    code === 0x22 ||
    code === 0x5c ||
    code === 0x2f ||
    code === 0x62 ||
    code === 0x66 ||
    code === 0x6e ||
    code === 0x72 ||
    code === 0x74
  return isShort ? at + 1 : -1
}

/** After the key at `at` and its colon; -1 when it is not plain or stands there a second time. */
function keyEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x22) return -1
  let end = at + 1
  for (; ; end++) {
    const code = text.charCodeAt(end)
    if (code === 0x22) break
    if (code === 0x5c || !(code >= 0x20 && code < 0xd800)) return -1
  }
  if (text.charCodeAt(end + 1) !== 0x3a) return -1
  const first = firstKey[depth - 1] as number
  if (keys - first === max_scan_keys) return -1
  for (let other = first; other < keys; other++) if (isSameKey(text, other, at + 1, end)) return -1
  keyFrom[keys] = at + 1
  keyTo[keys] = end
  keys++
  return end + 2
}

function isSameKey(text: string, other: number, from: number, to: number): boolean {
  const start = keyFrom[other] as number
  if ((keyTo[other] as number) - start !== to - from) return false
  for (let offset = 0; offset < to - from; offset++)
    if (text.charCodeAt(start + offset) !== text.charCodeAt(from + offset)) return false
  return true
}

/** After the number at `at`; -1 when it has an exponent or more digits than every double can hold. */
function numberEnd(text: string, at: number): number {
  let next = text.charCodeAt(at) === 0x2d ? at + 1 : at
  const whole = next
  while (isDigit(text.charCodeAt(next))) next++
  let digits = next - whole
  if (digits === 0 || (digits > 1 && text.charCodeAt(whole) === 0x30)) return -1
  if (text.charCodeAt(next) === 0x2e) {
    const fraction = next + 1
    next = fraction
    while (isDigit(text.charCodeAt(next))) next++
    if (next === fraction) return -1
    digits += next - fraction
  }
  const code = text.charCodeAt(next) | 0x20
  return digits > max_exact_digits || code === 0x65 ? -1 : next
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function literalEnd(text: string, at: number, code: number): number {
  if (code === 0x74 && text.startsWith('true', at)) return at + 4
  if (code === 0x66 && text.startsWith('false', at)) return at + 5
  if (code === 0x6e && text.startsWith('null', at)) return at + 4
  return -1
}
