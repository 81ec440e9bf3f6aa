import { expect, test } from 'vitest'
import { blame } from '../../src/analysis/blame.ts'
import { funnelOf } from '../../src/analysis/funnel.ts'
import { statsOf } from '../../src/analysis/stats.ts'
import { parseSubject } from '../../src/analysis/subject.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import { blameText } from '../../src/terminal/blame-text.ts'
import { funnelText } from '../../src/terminal/funnel-text.ts'
import { statsText, tableText } from '../../src/terminal/stats-text.ts'
import { terminalOf } from '../../src/terminal/terminal.ts'
import { writeFiles } from '../support/projections.ts'
import { temporaryStore } from '../support/stores.ts'

const start = Date.UTC(2026, 0, 31)
const pipe = terminalOf({}, { colour: false, nowMs: start })
const screen = terminalOf({ isTTY: true, columns: 100 }, { colour: false, nowMs: start + 7_200_000 })
const hostile = 'A\u001b[2J\nB'

function hostileLog() {
  const log = arrayEventLog()
  log.append({
    events: [
      { stream: 'cart-1', type: hostile, timeMs: start, meta: { actor: hostile } },
      { stream: 'cart-1', type: hostile, timeMs: start + 60_000 },
      { stream: 'cart-1', type: 'Paid', timeMs: start + 90_000 },
    ],
  })
  return log
}

test('on a terminal stats have bars and sparklines, and names cannot break out of their line', () => {
  const stats = statsOf(hostileLog(), { range: { from: 0, to: 3 } })

  const text = [...statsText(stats, 10, screen)].join('\n')

  expect(text).toContain('A^[[2J^JB       2  66.7%')
  expect(text).toContain('████████████████████████')
  expect(text).toMatch(/^hour {5}█/m)
  expect(text).not.toContain('\u001b')
})

test('in a pipe stats have names as they are, and nothing drawn', () => {
  const stats = statsOf(hostileLog(), { range: { from: 0, to: 3 } })

  const text = [...tableText(stats, 'type', 1, pipe)].join('\n')

  expect(text).toContain(`\n${hostile} `)
  expect(text).toContain('\nand 1 more')
  expect(text).not.toMatch(/[▁-█▏▎▍▌▋▊▉]/)
})

test('a funnel says numerator and denominator in words, on one line', () => {
  const asked = {
    steps: [hostile, 'Paid'],
    by: parseSubject('stream'),
    withinMs: 60_000,
    anchor: 'first' as const,
    count: 'occurrences' as const,
  }
  const funnel = funnelOf(hostileLog(), { ...asked, range: { from: 0, to: 3 } })

  const [answer] = funnelText(funnel, asked, { isNegated: false }, screen)
  const [opposite] = funnelText(funnel, asked, { isNegated: true }, screen)

  expect(answer).toBe('50.0%: of 2 A^[[2J^JB, 1 has Paid of the same stream at most 1m later')
  expect(opposite).toBe('50.0%: of 2 A^[[2J^JB, 1 does not have Paid of the same stream at most 1m later')
})

test('blame on a terminal says how long ago, cuts long values, and escapes them', () => {
  const store = temporaryStore()
  writeFiles(store.root, {
    'projections/notes.ts': `import { defineProjection } from 'eventvcs'
export default defineProjection({ init: () => ({}), on: { Noted: (_, { data }) => ({ text: data }) } })
`,
  })
  store.log.append({
    events: [{ stream: 'n', type: 'Noted', data: `\u202e${'x'.repeat(200)}`, timeMs: start }],
  })
  const reader = new ReadModels(store, new ProjectionFolder(store.root))
  const request = { projection: 'notes', key: 'n', path: [], at: 1 }

  expect(blameText(blame(store.log, reader, request), screen)).toEqual([
    `1  n@1  Noted  2 hours ago  -  text  "\\u202e${'x'.repeat(32)}…`,
  ])
  expect(blameText(blame(store.log, reader, request), pipe)[0]).toContain(`"\u202e${'x'.repeat(200)}"`)
})
