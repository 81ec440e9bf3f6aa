import { expect, test } from 'vitest'
import { alignedLines } from '../../src/terminal/aligned.ts'
import { bar, sparkline, stretched } from '../../src/terminal/bars.ts'
import { palette } from '../../src/terminal/palette.ts'

test('a bar is as long as its part of the most, in eighths, and never nothing for something', () => {
  expect(bar(10, 10, 4)).toBe('████')
  expect(bar(5, 10, 4)).toBe('██')
  expect(bar(7, 10, 4)).toBe('██▊')
  expect(bar(1, 1_000_000, 4)).toBe('▏')
  expect(bar(0, 10, 4)).toBe('')
  expect(bar(0, 0, 4)).toBe('')
})

test('a sparkline has a height for each value, and a blank for nothing', () => {
  expect(sparkline([0, 1, 4, 8])).toBe(' ▂▅█')
  expect(sparkline([])).toBe('')
  expect(sparkline([0, 0])).toBe('  ')
})

test('a long axis is cut into equal stretches, empty ones too', () => {
  const counts = new Map([
    [100, 1],
    [110, 2],
    [190, 4],
  ])

  expect(stretched(counts, 10, 10)).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 0, 4])
  expect(stretched(counts, 10, 5)).toEqual([3, 0, 0, 0, 4])
  expect(stretched(new Map(), 10, 5)).toEqual([])
})

test('columns stand below each other, colours take no room, and no line ends in blanks', () => {
  const { good } = palette(true)

  const lines = alignedLines(
    [
      ['name', 'count'],
      [good('a'), '1000'],
      ['long one', ''],
    ],
    ['left', 'right'],
  )

  expect(lines).toEqual(['name      count', `${good('a')}          1000`, 'long one'])
})
