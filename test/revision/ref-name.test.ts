import { describe, expect, test } from 'vitest'
import { checkRefName } from '../../src/revision/ref-name.ts'

describe('the name of a tag or a branch', () => {
  test.each([
    'v1',
    'v1.2.0',
    'release/2026-q1',
    'month-end-2026-01',
    '2026-01-31-release',
    '2026-01',
    'é',
    '日本',
    'a+b',
    'v1+rc',
    '7a',
    'head',
    '#1',
    'v{1}',
  ])("'%s' is allowed", (name) => {
    expect(checkRefName(name)).toBeUndefined()
  })

  test.each([
    ['', 'it is empty'],
    ['a b', "it holds ' '"],
    ['a\tb', 'it holds U+0009'],
    ['a\u202eb', 'it holds U+202E'],
    ['a..b', "it holds '..'"],
    ['v~1', "it holds '~'"],
    ['v^', "it holds '^'"],
    ['a:b', "it holds ':'"],
    ['what?', "it holds '?'"],
    ['v*', "it holds '*'"],
    ['a[0]', "it holds '['"],
    ['a\\b', "it holds '\\'"],
    ['@', "it holds '@'"],
    ['me@home', "it holds '@'"],
    ['/a', "a part between its '/' is empty"],
    ['a/', "a part between its '/' is empty"],
    ['a//b', "a part between its '/' is empty"],
    ['.a', "a part of it starts with '.'"],
    ['a/.b', "a part of it starts with '.'"],
    ['a.', "it ends with '.'"],
    ['a.lock', "a part of it ends with '.lock'"],
    ['a.lock/b', "a part of it ends with '.lock'"],
    ['-f', "it starts with '-'"],
    ['42', 'it is all digits, which name a position'],
    ['v1+211', "it ends like '+3', which is a step forward"],
    ['2026-01-31', 'it reads as a time'],
    ['2026-02-30', 'it reads as a time'],
    ['HEAD', 'it means something else in a revision'],
    ['ROOT', 'it means something else in a revision'],
    ['as-of', 'it means something else in a revision'],
    ['stream', 'it means something else in a revision'],
    ['x'.repeat(256), 'it is longer than 255 bytes'],
  ])("'%s' is refused: %s", (name, reason) => {
    expect(checkRefName(name)).toBe(reason)
  })
})
