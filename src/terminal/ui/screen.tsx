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
export function Screen({ drawn, columns }: { drawn: Drawn; columns: number }) {
  const lines = useSyncExternalStore(drawn.subscribe, drawn.lines)
  useInput((input, key) => {
    for (const name of keyNames(input, key)) drawn.press(name)
  })
  const blank = Array.from({ length: lines.length }, () => '.'.repeat(columns)).join('\n')
  return (
    <Transform transform={(_, index) => lines[index] ?? ''}>
      <Text>{blank}</Text>
    </Transform>
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
  // `debug`: ink gives each frame as it is, and leaves it to us how it comes onto the screen.
  const instance = render(<Screen drawn={drawn} columns={size.columns} />, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    debug: true,
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
