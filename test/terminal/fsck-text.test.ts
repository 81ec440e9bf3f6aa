import { expect, test } from 'vitest'
import type { Finding } from '../../src/store/integrity/finding.ts'
import type { FsckReport } from '../../src/store/integrity/fsck.ts'
import { fsckLines, fsckVerdict } from '../../src/terminal/fsck-text.ts'
import { terminalOf } from '../../src/terminal/terminal.ts'

function report(findings: readonly Finding[], about: Partial<FsckReport> = {}): FsckReport {
  return {
    tip: 7,
    proven: { position: 7, hash: 'f'.repeat(64) },
    provenFrom: 0,
    pagesInUse: 3,
    pagesFree: 0,
    checks: ['chain', 'ids'],
    findings,
    isDamaged: findings.some(({ severity }) => severity === 'damage'),
    ...about,
  }
}

const of_ids: Finding = {
  check: 'ids',
  severity: 'damage',
  message: 'event 3 is not found by its id',
  position: 3,
}
const of_chain: Finding = { check: 'chain', severity: 'damage', message: 'the chain is broken', position: 4 }
const plain = terminalOf({ isTTY: false }, { colour: false, nowMs: 0 })

test('a check has a line when it found nothing, and one for each thing that it found', () => {
  expect([...fsckLines(report([of_ids]), plain)]).toEqual([
    'chain      ok       every hash follows from what is stored',
    'ids        damage   event 3 is not found by its id',
  ])
})

test('what was found by a check that did not come to its end has a line, too', () => {
  expect([...fsckLines(report([of_chain], { checks: [] }), plain)]).toEqual([
    'chain      damage   the chain is broken',
  ])
})

test.each([
  [report([]), 'the store is whole: 7 events', undefined],
  [report([], { provenFrom: 5 }), 'the store is whole: 7 events, proven from 5 on', undefined],
  [
    report([of_ids]),
    'the store is damaged: 1 finding; events 1 to 7 are whole',
    "every event is there: 'es fsck --rebuild-indexes' makes the rest anew",
  ],
  [
    report([of_ids, of_chain], { proven: { position: 3, hash: 'f'.repeat(64) } }),
    'the store is damaged: 2 findings; events 1 to 3 are whole',
    "restore a backup, or save what is whole with 'es repair DIR'",
  ],
  [
    report([of_chain], { tip: 0, proven: { position: 0, hash: '0'.repeat(64) } }),
    'the store is damaged: 1 finding; no event is proven',
    "restore a backup, or save what is whole with 'es repair DIR'",
  ],
])('the verdict says how far the events are whole, and what to do (%#)', (found, message, hint) => {
  expect(fsckVerdict(found)).toEqual({ message, hint })
})

test('a message that holds what a store holds cannot reach the terminal raw', () => {
  const tty = terminalOf({ isTTY: true, columns: 80 }, { colour: false, nowMs: 0 })
  const hostile: Finding = { check: 'tags', severity: 'damage', message: "tag '\u001b[2J' is at 9" }

  expect([...fsckLines(report([hostile], { checks: ['tags'] }), tty)]).toEqual([
    "tags       damage   tag '^[[2J' is at 9",
  ])
})
