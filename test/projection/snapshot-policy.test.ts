import { expect, test } from 'vitest'
import { keptPositions } from '../../src/projection/snapshot-policy.ts'

/** Snapshots at positions 1, 2, 3 …, of history of these times. */
function places(...times: readonly string[]) {
  return times.map((time, index) => ({ position: index + 1, eventMs: Date.parse(time) }))
}

const days = places(
  '2025-12-31T23:00:00Z',
  '2026-01-05T08:00:00Z',
  '2026-01-05T20:00:00Z',
  '2026-01-11T10:00:00Z',
  '2026-01-12T10:00:00Z',
  '2026-01-12T10:30:00Z',
)

test.each([
  [{}, []],
  [{ last: 0 }, []],
  [{ last: 2 }, [5, 6]],
  [{ tags: true }, [2]],
  [{ hourly: 2 }, [4, 6]],
  [{ daily: 3 }, [3, 4, 6]],
  // 2026-01-12 is a Monday: the 5th and the 11th are of the week before.
  [{ weekly: 2 }, [4, 6]],
  [{ monthly: 2 }, [1, 6]],
  [{ yearly: 5 }, [1, 6]],
  [{ last: 1, daily: 2, tags: true }, [2, 4, 6]],
])('%j keeps %j', (policy, kept) => {
  expect([...keptPositions(days, policy, new Set([2, 99]))].sort()).toEqual(kept)
})

test('a snapshot of ROOT has no age', () => {
  const root = [{ position: 0, eventMs: undefined }]

  expect(keptPositions(root, { yearly: 9 }, new Set()).size).toBe(0)
  expect([...keptPositions(root, { last: 1 }, new Set())]).toEqual([0])
})
