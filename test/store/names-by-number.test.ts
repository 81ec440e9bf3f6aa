import { expect, test } from 'vitest'
import { NameEntry } from '../../src/store/name-entry.ts'
import { NamesByNumber, type NumberRange } from '../../src/store/names-by-number.ts'

const nameOf = (id: number, length = 8) => `${id}`.padStart(length, 'n')

/** Names 0 to before `count`, and what was asked of them. */
function source(count: number, length?: number) {
  const asked = { alone: 0, runs: 0, read: 0 }
  const entry = (id: number): NameEntry => {
    asked.read++
    return new NameEntry(id, nameOf(id, length))
  }
  const names = new NamesByNumber({
    one(id) {
      asked.alone++
      if (id >= count) throw new RangeError(`no name ${id}`)
      return entry(id)
    },
    *run({ first, end }: NumberRange) {
      asked.runs++
      for (let id = first; id < Math.min(end, count); id++) yield entry(id)
    },
  })
  return { names, asked }
}

test.each([
  ['upwards', (index: number) => index],
  ['downwards', (index: number) => 9_999 - index],
])('names that are asked for in turn, %s, are read in runs', (_, numberAt) => {
  const { names, asked } = source(10_000)

  for (let index = 0; index < 10_000; index++)
    expect(names.byId(numberAt(index)).name).toBe(nameOf(numberAt(index)))

  expect(asked).toEqual({ alone: 1, runs: expect.any(Number), read: 10_000 })
  expect(asked.runs).toBeLessThan(60)
})

test('a run goes on after names from elsewhere', () => {
  const { names, asked } = source(400_000)

  for (let index = 0; index < 10_000; index++) {
    names.byId(index)
    if (index % 100 === 0) names.byId(200_000 + index * 7)
  }

  expect(asked.alone).toBeLessThan(110)
  expect(asked.runs).toBeLessThan(60)
})

test('a name that is beside no other is read alone', () => {
  const { names, asked } = source(400_000)

  for (let index = 0; index < 1_000; index++) names.byId(index * 3)

  expect(asked).toEqual({ alone: 1_000, runs: 0, read: 1_000 })
})

test('long names are not all held at once', () => {
  const { names, asked } = source(200_000, 512)
  for (let id = 0; id < 200_000; id++) names.byId(id)
  const before = asked.read

  // 32 Mi characters are 65,536 such names.
  for (let id = 0; id < 200_000; id += 1_000) names.byId(id)

  expect(asked.read - before).toBeGreaterThan(130)
})

test('a number without a name is refused, also at the end of a run', () => {
  const { names } = source(3)
  for (let id = 0; id < 3; id++) names.byId(id)

  expect(() => names.byId(3)).toThrow(RangeError)
  expect(() => names.byId(2 ** 32 - 1)).toThrow(RangeError)
})
