import { describe, expect, test } from 'vitest'
import { compareReadModels } from '../../src/diff/compare.ts'
import { diffNameStatus, diffNames, diffNamesForPrograms } from '../../src/terminal/diff-names.ts'
import { diffStat } from '../../src/terminal/diff-stat.ts'
import { diffText } from '../../src/terminal/diff-text.ts'
import { terminalOf } from '../../src/terminal/terminal.ts'
import { arrayReadModels, type DocumentSet } from '../support/array-read-models.ts'

const pipe = terminalOf({}, { colour: false, nowMs: 0 })
const screen = terminalOf({ isTTY: true, columns: 40 }, { colour: true, nowMs: 0 })

const set = (key: string, value: unknown): DocumentSet => ({ model: 'orders', key, value })
const reader = arrayReadModels([
  set('a', { total: 1 }),
  set('b', 1),
  set('a', { total: 2 }),
  set('b', undefined),
  set('c', []),
])
const differences = () => compareReadModels(reader, 2, 5)
const labels = { beforeLabel: 'v1', afterLabel: 'v2', contextLines: 3 }

describe('a diff as text', () => {
  test('is a unified diff that says which positions it is about', () => {
    expect([...diffText(differences(), labels, pipe)]).toEqual([
      '--- orders/a (v1)',
      '+++ orders/a (v2)',
      '@@ -1,3 +1,3 @@',
      ' {',
      '-  "total": 1',
      '+  "total": 2',
      ' }',
      '--- orders/b (v1)',
      '+++ /dev/null',
      '@@ -1,1 +0,0 @@',
      '-1',
      '--- /dev/null',
      '+++ orders/c (v2)',
      '@@ -0,0 +1,1 @@',
      '+[]',
    ])
  })

  test('colours what was removed and added, and escapes what could steer the terminal', () => {
    const hostile = arrayReadModels([set('k\u009b2J', 'x\u202e')])

    const lines = [...diffText(compareReadModels(hostile, 0, 1), labels, screen)].join('\n')

    expect(lines).toContain('\u001b[32m')
    expect(lines).not.toMatch(/[\u0080-\u009f\u202e]/)
  })

  test('quotes a key that would break its line', () => {
    const hostile = arrayReadModels([set('k\n--- x', 1)])

    expect([...diffText(compareReadModels(hostile, 0, 1), labels, pipe)][1]).toBe(
      '+++ "orders/k\\n--- x" (v2)',
    )
  })
})

describe('a diff as statistics', () => {
  test('counts lines a document, and all', () => {
    expect([...diffStat(differences(), pipe)]).toEqual([
      ' orders/a | 2 +-',
      ' orders/b | 1 -',
      ' orders/c | 1 +',
      ' 3 documents: 1 changed, 1 added, 1 removed; 2 insertions(+), 2 deletions(-)',
    ])
  })

  test('is nothing when nothing differs', () => {
    expect([...diffStat(compareReadModels(reader, 5, 5), pipe)]).toEqual([])
  })

  test('fits the terminal, whatever the names and the counts', () => {
    const wide = arrayReadModels([
      set(
        'k'.repeat(100),
        Array.from({ length: 500 }, (_, at) => at),
      ),
      set('s', 1),
    ])
    const plain = terminalOf({ isTTY: true, columns: 60 }, { colour: false, nowMs: 0 })

    const rows = [...diffStat(compareReadModels(wide, 0, 2), plain)].slice(0, -1)

    expect(rows.every((row) => row.length <= 60)).toBe(true)
    expect(rows[0]).toMatch(/^ …k+ \| 502 \+{10,}$/)
    expect(rows[1]).toMatch(/^ orders\/s +\| {3}1 \+$/)
  })
})

describe('a diff as names', () => {
  test('is a document a line, with its letter if asked for', () => {
    expect([...diffNames(differences(), pipe)]).toEqual(['orders/a', 'orders/b', 'orders/c'])
    expect([...diffNameStatus(differences(), pipe)]).toEqual(['M\torders/a', 'D\torders/b', 'A\torders/c'])
  })

  test('is exact and ended by NUL for programs', () => {
    const hostile = arrayReadModels([set('k\n"', 1)])

    expect([...diffNamesForPrograms(compareReadModels(hostile, 0, 1), { status: false })]).toEqual([
      'orders/k\n"\0',
    ])
    expect([...diffNamesForPrograms(compareReadModels(hostile, 0, 1), { status: true })]).toEqual([
      'A\0orders/k\n"\0',
    ])
  })
})
