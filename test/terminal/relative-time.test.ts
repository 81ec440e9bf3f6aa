import { expect, test } from 'vitest'
import { relativeTime } from '../../src/terminal/relative-time.ts'

const now = Date.parse('2026-01-31T10:00:00Z')

test.for([
  ['2026-01-31T10:00:00Z', 'now'],
  ['2026-01-31T09:59:59Z', '1 second ago'],
  ['2026-01-31T09:58:31Z', '89 seconds ago'],
  ['2026-01-31T09:57:59Z', '2 minutes ago'],
  ['2026-01-31T08:30:00Z', '90 minutes ago'],
  ['2026-01-31T07:00:00Z', '3 hours ago'],
  ['2026-01-20T10:00:00Z', '11 days ago'],
  ['2026-01-10T10:00:00Z', '3 weeks ago'],
  ['2025-08-31T10:00:00Z', '5 months ago'],
  ['2020-01-31T10:00:00Z', '6 years ago'],
  ['2026-01-31T10:00:01Z', 'in the future'],
])('%s is %s', ([time, text]) => {
  expect(relativeTime(Date.parse(time!), now)).toBe(text)
})
