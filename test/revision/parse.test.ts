import { describe, expect, test } from 'vitest'
import { RevisionMalformedError } from '../../src/errors.ts'
import { parseRevision } from '../../src/revision/parse.ts'
import { printRevision } from '../../src/revision/print.ts'

function malformedAt(text: string): { offset: number; message: string; hint: string | undefined } {
  try {
    parseRevision(text)
  } catch (error) {
    if (!(error instanceof RevisionMalformedError)) throw error
    return { offset: error.at.offset, message: error.message, hint: error.hint }
  }
  throw new Error(`'${text}' was read as '${printRevision(parseRevision(text))}'`)
}

describe('the canonical text', () => {
  test.each([
    ['@', 'HEAD'],
    ['0', 'ROOT'],
    ['007', '7'],
    ['HEAD^', 'HEAD~1'],
    ['HEAD~^+3', 'HEAD~1~1+3'],
    ['2026-01-31T10:00+02', '2026-01-31T08:00:00.000Z'],
    ['@{2026-01-31}', '2026-01-31'],
    ['@{ 2 hours ago }', '@{2 hours ago}'],
    ['@{1}', 'HEAD@{1}'],
    ['stream:order-42@7', 'order-42@7'],
    ['stream:my%20order@7', 'stream:my%20order@7'],
    ['user@example.org@3', 'user@example.org@3'],
    ['2026-01-31@7', '2026-01-31@7'],
    ['2026-01-31-release', '2026-01-31-release'],
    ['release/v1+beta', 'release/v1+beta'],
    ['id:urn:uuid:0190/1', 'id:urn:uuid:0190/1'],
  ])('of %s is %s', (text, canonical) => {
    expect(printRevision(parseRevision(text))).toBe(canonical)
  })
})

describe('a malformed revision points at the character', () => {
  test.each([
    ['', 0, 'it is empty'],
    ['~3', 0, "no revision before '~'"],
    ['foo bar', 3, "unexpected ' ' at character 4"],
    ['v1:x', 2, "unexpected ':' at character 3"],
    ['v*', 1, "unexpected '*' at character 2"],
    ['a\u0007b', 1, 'unexpected U+0007 at character 2'],
    ['a\u202eb', 1, 'unexpected U+202E at character 2'],
    ['^3', 0, "no revision before '^'"],
    ['HEAD^2', 4, "'^' can only stand at the end, without a number, at character 5"],
    ['v1~x', 2, "unexpected '~' at character 3"],
    ['order-42@', 8, "after '@' comes the number of an event in a stream, or {…} at character 9"],
    ['@7', 0, "the name of the stream is missing before '@'"],
    ['stream:@7', 7, "the name of the stream is missing before '@' at character 8"],
    ['stream:a', 8, "the number of the event in the stream is missing, like '@7'"],
    ['stream:a/b@7', 8, "unexpected '/' at character 9"],
    ['stream:%FF@7', 7, 'its percent-encoding is not UTF-8 at character 8'],
    ['tag:', 4, 'a name is missing'],
    ['id:', 3, "an id is missing after 'id:'"],
    [':/', 2, "a text to look for is missing after ':/'"],
    ['@{yesterday', 11, "'@{' has no '}'"],
    ['@{}', 2, "nothing between '@{' and '}' at character 3"],
    ['@{1}x', 4, "'x' cannot follow '}' at character 5"],
    ['@{{1}', 2, "'{' cannot stand inside '@{…}' at character 3"],
    ['v1@{-1}', 4, "what was checked out before is '@{-1}' at character 5"],
    ['2026-02-30', 0, 'there is no such time'],
    ['2026-01-31T10', 10, "a time does not go on with 'T' at character 11"],
    ['2026-01-31T10:00+5', 16, "after a time of day '+' begins an offset like '+02:00' at character 17"],
    ['2026-01-31T10:00+123', 19, "a time does not go on with '3' at character 20"],
    ['99999999999999999999', 0, 'the number 99999999999999999999 is too large'],
    ['HEAD~99999999999999999999', 5, 'the number 99999999999999999999 is too large at character 6'],
  ])('%j at %i', (text, offset, reason) => {
    expect(malformedAt(text)).toMatchObject({ offset, message: `malformed revision '${text}': ${reason}` })
  })

  test('says how a stream with such a name is written', () => {
    expect(malformedAt('my order@7').hint).toBe("the event of a stream is written 'stream:my%20order@7'")
    expect(malformedAt('a+b@7').hint).toBe("the event of a stream is written 'stream:a%2Bb@7'")
  })

  test('says what a range is', () => {
    expect(malformedAt('v1..v2').hint).toBe("a range 'A..B' is not one revision")
    expect(malformedAt('@{1}..v2').hint).toBe("a range 'A..B' is not one revision")
    expect(malformedAt('HEAD~1..HEAD')).toMatchObject({
      offset: 6,
      hint: "a range 'A..B' is not one revision",
    })
  })
})
