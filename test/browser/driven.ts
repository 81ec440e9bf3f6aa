import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import type { Store } from '../../src/store/store.ts'
import { Browser } from '../../src/terminal/browser/browser.ts'
import { widthOf } from '../../src/terminal/browser/cells.ts'
import type { Size } from '../../src/terminal/browser/layout.ts'
import { StoreView } from '../../src/terminal/browser/store-view.ts'
import { palette } from '../../src/terminal/palette.ts'
import { openScreen } from '../../src/terminal/ui/screen.tsx'
import { typedStdin } from '../support/typed-stdin.ts'

/** Bytes as a terminal sends them. */
export const key = {
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  up: '\u001b[A',
  down: '\u001b[B',
  pageDown: '\u001b[6~',
}

/** The interface on a terminal that a test types on, drawn by ink; each frame is checked to fit the screen exactly. */
export function drivenBrowser(store: Store, { cursor, size }: { cursor: number; size: Size }) {
  const left: string[] = []
  const copied: string[] = []
  const commands: string[] = []
  const frames: string[] = []
  const view = new StoreView(
    store,
    (of) => new ReadModels(of, new ProjectionFolder(of.root)),
    () => 0,
  )
  const outside = {
    run: async (words: readonly string[]) => {
      commands.push(words.join(' '))
      return { isDone: true, said: `did ${words[0]}\n` }
    },
    copy: (text: string) => void copied.push(text),
    suspend: () => void left.push('suspend'),
    leave: (how: string) => void left.push(how),
    fail: (error: unknown) => {
      throw error
    },
  }
  const browser = new Browser({ view, cursor, size, colours: palette(false), outside })
  const stdin = typedStdin()
  let lines = browser.frame()
  browser.subscribe(() => {
    lines = browser.frame()
  })
  const drawn = {
    lines: () => lines,
    press: (name: string) => browser.press(name),
    subscribe: (listener: () => void) => browser.subscribe(listener),
  }
  const paint = (painted: readonly string[]) => {
    expect(painted.length).toBe(size.rows)
    for (const line of painted) expect(widthOf(line)).toBeLessThanOrEqual(size.columns)
    frames.push(painted.join('\n'))
  }
  const screen = openScreen(drawn, size, paint, stdin)
  onTestFinished(() => {
    browser.close()
    screen.close()
  })
  return {
    browser,
    frames,
    left,
    copied,
    commands,
    frame: () => frames.at(-1) ?? '',
    /** Types, and waits until what is drawn holds a text, or fits a pattern. */
    async type(text: string, until: string | RegExp): Promise<string> {
      stdin.type(text)
      const deadlineMs = performance.now() + 5000
      const isThere = (frame: string) =>
        typeof until === 'string' ? frame.includes(until) : until.test(frame)
      while (!isThere(frames.at(-1) ?? '') && performance.now() < deadlineMs) await sleep(2)
      expect(frames.at(-1)).toMatch(until)
      return frames.at(-1) ?? ''
    },
  }
}
