import { describe, expect, test } from 'vitest'
import { caseFold, caseTwins, fileName } from '../../src/worktree/file-name.ts'

const alone = { twin: false }

describe('a file name', () => {
  test.each([
    ['order-42', 'order-42'],
    ['../../etc/passwd', '%2E.%2F..%2Fetc%2Fpasswd'],
    ['..', '%2E%2E'],
    ['.', '%2E'],
    ['.git', '%2Egit'],
    ['a.', 'a%2E'],
    ['a ', 'a%20'],
    ['a\0b', 'a%00b'],
    ['a%b~c', 'a%25b%7Ec'],
    ['back\\slash:colon*', 'back%5Cslash%3Acolon%2A'],
    ['caf\u00e9', 'caf%C3%A9'],
    ['cafe\u0301', 'cafe%CC%81'],
    ['😀', '%F0%9F%98%80'],
    ['__proto__', '__proto__'],
  ])('of %j is %s', (key, name) => {
    expect(fileName(key, alone)).toBe(name)
  })

  test.each(['CON', 'con', 'nul', 'Aux', 'PRN', 'COM1', 'lpt9', 'con.txt', 'NUL.tar.gz'])(
    'of the reserved %s does not begin with its first letter',
    (key) => {
      const name = fileName(key, alone)

      expect(name).toMatch(/^%[46]|^%[57]/)
      expect(decodeURIComponent(name)).toBe(key)
    },
  )

  test.each(['console', 'com10', 'null', 'acon'])('of %s, which is not reserved, is itself', (key) => {
    expect(fileName(key, alone)).toBe(key)
  })

  test('of 200 bytes is whole, of more is cut and ends in its digest', () => {
    expect(fileName('a'.repeat(200), alone)).toBe('a'.repeat(200))
    expect(fileName('a'.repeat(201), alone)).toMatch(/^a{183}~[0-9a-f]{16}$/)
  })

  test('is never cut inside an escape', () => {
    for (const before of [0, 1, 2]) {
      const name = fileName(`${'a'.repeat(before)}${'é'.repeat(512)}`, alone)

      expect(name.length).toBeLessThanOrEqual(200)
      expect(name).toMatch(/^a*(%[0-9A-F]{2})+~[0-9a-f]{16}$/)
    }
  })

  test('of a case twin has no upper-case letters of its own', () => {
    expect(fileName('Order-A', { twin: true })).toBe('%4Frder-%41')
    expect(fileName('order-a', { twin: true })).toBe('order-a')
  })
})

test('case twins are keys that differ in the case of ASCII letters only', () => {
  expect(caseTwins(['Abc', 'abc', 'aBd', 'É', 'é', '\u212a', 'k'])).toEqual(new Set(['abc']))
  expect(caseFold('ABC-É')).toBe('abc-É')
})
