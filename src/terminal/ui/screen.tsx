import { EventEmitter } from 'node:events'
import { render, Text, Transform, useInput } from 'ink'
import { useSyncExternalStore } from 'react'
import { keyNames } from '../browser/keys.ts'

/** What is drawn, and what is told of keys. */
export interface Drawn {
  /** The lines of the frame, each as wide as the screen; the same list until there is another frame. */
  readonly lines: () => readonly string[]
  readonly press: (key: string) => void
  readonly subscribe: (listener: () => void) => () => void
}

/**
 * Draws lines that are laid out already. They come in by a transform of a text that never changes, since ink remembers
 * every text that it has measured for as long as the program runs.
 */
export function Screen({ drawn }: { drawn: Drawn }) {
  const lines = useSyncExternalStore(drawn.subscribe, drawn.lines)
  useInput((input, key) => {
    for (const name of keyNames(input, key)) drawn.press(name)
  })
  return (
    <Text>
      <Transform transform={() => lines.join('\n')}>.</Transform>
    </Text>
  )
}

/** A screen that is drawn until it is closed. */
export interface OpenScreen {
  readonly close: () => void
  /** Rejects when drawing failed. */
  readonly whenClosed: Promise<unknown>
}

/**
 * @param size of the terminal now; a screen of another size is another screen.
 * @param paint shows a frame, in place of the one before.
 */
export function openScreen(
  drawn: Drawn,
  size: { readonly columns: number; readonly rows: number },
  paint: (lines: readonly string[]) => void,
  stdin: NodeJS.ReadStream = process.stdin,
): OpenScreen {
  let isOpen = true
  // Not process.stdout: ink would draw the old frame at the new size when the terminal is resized.
  const stdout = Object.assign(new EventEmitter(), {
    ...size,
    write: (frame: string, done?: () => void) => {
      if (isOpen && frame !== '') paint(frame.split('\n'))
      done?.()
      return true
    },
  })
  // Each frame as it is: how it comes onto the screen is our business (`debug`), and it is text that is laid out. Ink's
  // own way takes it apart grapheme by grapheme, each with its colours, which was most of the work of a step.
  const instance = render(<Screen drawn={drawn} />, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin,
    debug: true,
    isScreenReaderEnabled: true,
    exitOnCtrlC: false,
    patchConsole: false,
  })
  return {
    close: () => {
      isOpen = false
      instance.unmount()
    },
    whenClosed: instance.waitUntilExit(),
  }
}
