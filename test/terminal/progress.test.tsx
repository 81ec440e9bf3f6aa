import { render } from 'ink-testing-library'
import { expect, test } from 'vitest'
import { isShown, withProgress } from '../../src/terminal/progress.ts'
import type { ProgressStep } from '../../src/terminal/progress-view.ts'
import { Pace, ProgressBar } from '../../src/terminal/ui/progress.tsx'

const label = { doing: 'rebuilding', unit: 'events' }

/** Work of so many steps, 100 ms each by the clock that it turns. */
function timed(steps: number) {
  let nowMs = 0
  const shown: ProgressStep[] = []
  let closed = 0
  function* work(): Generator<ProgressStep, string> {
    for (let done = 1; done <= steps; done++) {
      nowMs += 100
      yield { done, total: steps }
    }
    return 'result'
  }
  const clock = { nowMs: () => nowMs, turn: async () => undefined }
  const open = async () => ({
    show: (step: ProgressStep) => void shown.push(step),
    close: () => void closed++,
  })
  return { work, clock, open, shown, closed: () => closed }
}

test('short work shows nothing', async () => {
  const { work, clock, open, shown, closed } = timed(4)

  expect(await withProgress(label, work(), open, clock)).toBe('result')
  expect(shown).toEqual([])
  expect(closed()).toBe(0)
})

test('long work is shown from half a second on, and then closed', async () => {
  const { work, clock, open, shown, closed } = timed(8)

  expect(await withProgress(label, work(), open, clock)).toBe('result')
  expect(shown.map(({ done }) => done)).toEqual([5, 6, 7, 8])
  expect(closed()).toBe(1)
})

test('what the work throws comes through, with the terminal restored', async () => {
  const { clock, work, open, closed } = timed(7)
  function* failing(): Generator<ProgressStep, string> {
    yield* work()
    throw new Error('poison')
  }

  await expect(withProgress(label, failing(), open, clock)).rejects.toThrow('poison')
  expect(closed()).toBe(1)
})

test('nothing is shown in a pipe, nor by a quiet command', async () => {
  expect([isShown(true, false), isShown(true, true), isShown(false, false), isShown(false, true)]).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test('the bar says what, how far, how fast and how long yet', () => {
  const step = { done: 25_000, total: 100_000, at: 'orders' }

  const { lastFrame } = render(<ProgressBar label={label} step={step} rate={5000} />)

  expect(lastFrame()).toBe(
    'rebuilding orders ██████░░░░░░░░░░░░░░░░░░ 25,000/100,000 events 5,000/s, 15 s left',
  )
})

test('without a total there is no bar', () => {
  const { lastFrame } = render(<ProgressBar label={label} step={{ done: 10 }} rate={10} />)

  expect(lastFrame()).toBe('rebuilding 10 events 10/s')
})

test('the rate is of what was seen, part by part', () => {
  const pace = new Pace()
  const rates = [
    pace.rate({ done: 30_000, at: 'names' }, 500),
    pace.rate({ done: 31_000, at: 'names' }, 1000),
    pace.rate({ done: 34_000, at: 'names' }, 1500),
    pace.rate({ done: 100, at: 'events' }, 2000),
    pace.rate({ done: 600, at: 'events' }, 2500),
  ]

  expect(rates).toEqual([0, 2000, 4000, 0, 1000])
})
