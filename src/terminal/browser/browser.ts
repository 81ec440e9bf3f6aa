import { isSayable } from '../../browse/sayable.ts'
import { act } from './acts.ts'
import { Desk, type DeskOptions } from './desk.ts'
import { frameLines } from './frame.ts'
import { layoutOf, type Size } from './layout.ts'
import { poll } from './poll.ts'
import { press } from './press.ts'
import type { Scene } from './scene.ts'
import { sceneOf } from './scene-of.ts'
import type { BrowserState } from './state.ts'

/** Everything behind the screen: keys come in, frames go out. Knows nothing of ink. */
export class Browser {
  readonly #desk: Desk
  readonly #listeners = new Set<() => void>()
  #isNotifying = false

  constructor(options: DeskOptions) {
    this.#desk = new Desk(options, () => this.#notify())
  }

  get state(): BrowserState {
    return this.#desk.state
  }

  /** Calls when there is another frame; once for all keys of one turn of the event loop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #notify(): void {
    if (this.#isNotifying) return
    this.#isNotifying = true
    setImmediate(() => {
      this.#isNotifying = false
      if (this.#desk.isClosed) return
      for (const listener of this.#listeners) listener()
    })
  }

  resize(size: Size): void {
    this.#desk.size = size
    this.#notify()
  }

  /** Ends all work, before the store is closed. */
  close(): void {
    this.#desk.close()
  }

  /** Looks what other processes have done; to be called now and then. */
  poll(): void {
    poll(this.#desk)
  }

  press(key: string): void {
    const desk = this.#desk
    if (layoutOf(desk.size).kind === 'small' && !key.startsWith('ctrl+')) {
      if (key === 'q') desk.outside.leave('quit')
      if (key === 'p') desk.outside.leave('print')
      return
    }
    const { state, action } = press(desk.state, key)
    desk.show(state)
    if (action === undefined) return
    try {
      act(desk, action)
    } catch (error) {
      desk.failed(error)
    }
  }

  frame(): string[] {
    try {
      return frameLines(this.scene(), this.#desk.size)
    } catch (error) {
      if (!isSayable(error)) throw error
      this.#desk.say('failed', error.message)
      return frameLines(this.scene(), this.#desk.size)
    }
  }

  scene(): Scene {
    return sceneOf(this.#desk)
  }
}
