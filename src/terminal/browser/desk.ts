import { EventList } from '../../browse/event-list.ts'
import { isSayable } from '../../browse/sayable.ts'
import type { EventSelection } from '../../revision/event-selection.ts'
import type { Palette } from '../palette.ts'
import { Choices } from './choices.ts'
import { Lanes } from './lanes.ts'
import type { Size } from './layout.ts'
import type { Outside } from './outside.ts'
import { Sight } from './sight.ts'
import { type BrowserState, initialState } from './state.ts'
import type { StoreView } from './store-view.ts'

export interface DeskOptions {
  readonly view: StoreView
  readonly cursor: number
  readonly size: Size
  readonly colours: Palette
  readonly outside: Outside
}

/** What every action works on: what is shown, what is worked out for it, and a way to say something. */
export class Desk {
  readonly view: StoreView
  readonly colours: Palette
  readonly outside: Outside
  readonly lanes: Lanes
  readonly sight: Sight
  readonly choices = new Choices()
  state: BrowserState
  size: Size
  /** The events that fit the filter, all without one. */
  list: EventList
  selection: EventSelection | undefined
  isClosed = false
  readonly #onChange: () => void

  /** @param onChange there is another frame; called more than once for one of them. */
  constructor(options: DeskOptions, onChange: () => void) {
    this.view = options.view
    this.colours = options.colours
    this.outside = options.outside
    this.size = options.size
    this.state = initialState(options.cursor)
    this.list = new EventList(this.view.log, undefined)
    this.#onChange = onChange
    this.lanes = new Lanes({
      beforeSlice: () => this.view.release(),
      onStep: onChange,
      onError: (error) => this.failed(error),
    })
    this.sight = new Sight(this.view, this.lanes)
  }

  /** Ends all work, before the store is closed. */
  close(): void {
    this.isClosed = true
    this.lanes.stopAll()
  }

  show(changed: Partial<BrowserState>): void {
    this.state = { ...this.state, ...changed }
    this.#onChange()
  }

  /** Puts the cursor somewhere; only following goes on when it is the tip's doing. */
  goTo(position: number, isFollowing = false): void {
    const { cursor, follows } = this.state
    if (position === cursor) return
    this.show({ cursor: position, scroll: undefined, follows: follows && isFollowing })
  }

  say(kind: 'said' | 'failed', text: string): void {
    this.show({ message: { kind, text } })
  }

  /** What es can name is said; an interruption, or a bug, ends the interface. */
  failed(error: unknown): void {
    if (isSayable(error)) {
      const hint = error.hint === undefined ? '' : ` (${error.hint})`
      this.say('failed', error.message + hint)
    } else this.outside.fail(error)
  }
}
