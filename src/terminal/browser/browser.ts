import { documentNames } from '../../browse/document-names.ts'
import { EventList } from '../../browse/event-list.ts'
import { findChange } from '../../browse/find-change.ts'
import { type Direction, findEvent } from '../../browse/find-event.ts'
import { isSayable } from '../../browse/sayable.ts'
import type { Subject } from '../../browse/subject.ts'
import { type DocumentPlace, isSamePlace } from '../../browse/touched.ts'
import type { EventSelection } from '../../revision/event-selection.ts'
import { resolveRevision } from '../../revision/resolve.ts'
import type { Palette } from '../palette.ts'
import type { Action } from './actions.ts'
import { Choices } from './choices.ts'
import { parseFilter, searchTest } from './filter.ts'
import { frameLines, visibleText } from './frame.ts'
import { Lanes, stoppable_lanes } from './lanes.ts'
import { layoutOf, type Size } from './layout.ts'
import type { Outside } from './outside.ts'
import { openList, press } from './press.ts'
import type { ListScene, Scene } from './scene.ts'
import { Sight } from './sight.ts'
import { type BrowserState, initialState } from './state.ts'
import type { StoreView } from './store-view.ts'
import { tabText } from './tab-pane.ts'
import { stretchColumns } from './timeline-pane.ts'

/** Everything behind the screen: keys come in, frames go out. Knows nothing of ink. */
export class Browser {
  readonly #view: StoreView
  readonly #colours: Palette
  readonly #outside: Outside
  readonly #lanes: Lanes
  readonly #listeners = new Set<() => void>()
  #state: BrowserState
  #size: Size
  #list: EventList
  #selection: EventSelection | undefined
  readonly #sight: Sight
  readonly #choices = new Choices()
  #isNotifying = false
  #isClosed = false

  constructor(options: { view: StoreView; cursor: number; size: Size; colours: Palette; outside: Outside }) {
    this.#view = options.view
    this.#colours = options.colours
    this.#outside = options.outside
    this.#size = options.size
    this.#state = initialState(options.cursor)
    this.#list = new EventList(this.#view.log, undefined)
    this.#lanes = new Lanes({
      beforeSlice: () => this.#view.release(),
      onStep: () => this.#notify(),
      onError: (error) => this.#failed(error),
    })
    this.#sight = new Sight(this.#view, this.#lanes)
  }

  get state(): BrowserState {
    return this.#state
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
      if (this.#isClosed) return
      for (const listener of this.#listeners) listener()
    })
  }

  resize(size: Size): void {
    this.#size = size
    this.#notify()
  }

  /** Ends all work, before the store is closed. */
  close(): void {
    this.#isClosed = true
    this.#lanes.stopAll()
  }

  /** Looks what other processes have done; to be called now and then. */
  poll(): void {
    if (this.#isClosed) return
    const tipBefore = this.#view.tipPosition
    if (!this.#view.refresh()) return
    this.#sight.forget()
    if (this.#state.follows && this.#view.tipPosition > tipBefore) this.#toEnd('last', true)
    this.#notify()
  }

  press(key: string): void {
    if (layoutOf(this.#size).kind === 'small' && !key.startsWith('ctrl+')) {
      if (key === 'q') this.#outside.leave('quit')
      if (key === 'p') this.#outside.leave('print')
      return
    }
    const { state, action } = press(this.#state, key)
    this.#state = state
    if (action !== undefined) this.#attempt(() => this.#act(action))
    this.#notify()
  }

  frame(): string[] {
    try {
      return frameLines(this.scene(), this.#size)
    } catch (error) {
      if (!isSayable(error)) throw error
      this.#say('failed', error.message)
      return frameLines(this.scene(), this.#size)
    }
  }

  scene(): Scene {
    const view = this.#view
    const state = this.#state
    const { listRows } = layoutOf(this.#size)
    const { positions, isWhole } = this.#rows(listRows)
    const rows = positions.flatMap((position) => view.log.at(position) ?? [])
    const event = rows.find(({ position }) => position === state.cursor) ?? view.log.at(state.cursor)
    const subject = this.#subjectNow()
    return {
      state,
      colours: this.#colours,
      branch: view.log.branch,
      tipPosition: view.tipPosition,
      head: view.head,
      described: view.described(state.cursor),
      tags: view.tags,
      rows,
      areRowsWhole: isWhole,
      event,
      markMs: state.mark === undefined ? undefined : view.log.at(state.mark)?.timeMs,
      subject,
      changes: state.tab === 'diff' ? this.#sight.changes(state) : undefined,
      density: view.density(stretchColumns(this.#size.columns)),
      models: view.models,
      work: this.#lanes.progress,
      list: this.#listScene(),
    }
  }

  #rows(rows: number) {
    const wanted = { before: rows, after: rows }
    const { cursor } = this.#state
    const listed = this.#list.around(cursor, wanted)
    if (listed.isWhole || this.#lanes.isBusy('list')) return listed
    this.#lanes.start('list', 'filtering', this.#list.load(cursor, wanted), () => undefined)
    return this.#list.around(cursor, wanted)
  }

  #subjectNow(): Subject | undefined {
    return this.#sight.subject(this.#state)
  }

  #listScene(): ListScene | undefined {
    const { mode } = this.#state
    if (mode.kind !== 'list') return undefined
    const names = this.#choices.fitting(mode.text)
    const chosen = Math.min(mode.chosen, Math.max(0, names.length - 1))
    return { names, chosen, isComplete: !this.#lanes.isBusy('names') }
  }

  #attempt(body: () => void): void {
    try {
      body()
    } catch (error) {
      this.#failed(error)
    }
  }

  /** What es can name is said; an interruption, or a bug, ends the interface. */
  #failed(error: unknown): void {
    if (isSayable(error)) {
      const hint = error.hint === undefined ? '' : ` (${error.hint})`
      this.#say('failed', error.message + hint)
    } else this.#outside.fail(error)
  }

  #say(kind: 'said' | 'failed', text: string): void {
    this.#state = { ...this.#state, message: { kind, text } }
    this.#notify()
  }

  #act(action: Action): void {
    const act = this.#acts[action.kind] as (action: Action) => void
    act(action)
  }

  readonly #acts: { readonly [Kind in Action['kind']]: (action: Action & { kind: Kind }) => void } = {
    move: ({ by }) => this.#move(by),
    page: ({ by }) => this.#move(by * Math.max(1, layoutOf(this.#size).listRows - 1)),
    end: ({ of }) => this.#toEnd(of, false),
    scroll: ({ by }) => this.#scroll(by),
    revision: ({ text }) => this.#toRevision(text),
    filter: ({ text }) => this.#filter(text),
    find: ({ direction }) => this.#find(direction),
    'to-tag': ({ direction }) => this.#toTag(direction),
    'to-change': ({ direction }) => this.#toChange(direction),
    'next-document': () => this.#nextDocument(),
    pin: () => this.#pin(),
    'open-list': () => this.#openList(),
    choose: () => this.#choose(),
    clear: () => this.#clear(),
    follow: () => this.#follow(),
    copy: () => this.#copy(),
    tag: ({ name }) => this.#run(['tag', name, String(this.#state.cursor)]),
    checkout: () => this.#run(['checkout', 'as-of', String(this.#state.cursor)]),
    suspend: () => this.#outside.suspend(),
    quit: () => this.#outside.leave('quit'),
    print: () => this.#outside.leave('print'),
    interrupt: () => this.#outside.leave('interrupt'),
  }

  /** Puts the cursor somewhere; only following goes on when it is the tip's doing. */
  #goTo(position: number, isFollowing = false): void {
    const { cursor, follows } = this.#state
    if (position === cursor) return
    this.#state = { ...this.#state, cursor: position, scroll: undefined, follows: follows && isFollowing }
    this.#notify()
  }

  #move(by: number): void {
    const { cursor } = this.#state
    this.#lanes.start('task', 'filtering', this.#list.place(cursor, by), (position) => {
      if (position !== undefined) this.#goTo(position)
    })
  }

  #toEnd(of: 'first' | 'last', isFollowing: boolean): void {
    const { position: tip } = this.#view.log.tip
    const work = this.#list.nearest(of === 'first' ? 1 : tip)
    this.#lanes.start('task', 'filtering', work, (position) => {
      if (position !== undefined) this.#goTo(position, isFollowing)
    })
  }

  #scroll(by: number): void {
    const scene = this.scene()
    const layout = layoutOf(this.#size)
    const { first, last } = visibleText(scene, tabText(scene, layout.tabColumns), layout)
    this.#state = { ...this.#state, scroll: Math.max(0, Math.min(last, first + by)) }
  }

  #toRevision(text: string): void {
    const { position, warnings } = resolveRevision(text, this.#view.context())
    if (warnings.length > 0) this.#say('said', warnings.join('; '))
    if (this.#selection === undefined) {
      this.#goTo(position)
      return
    }
    this.#lanes.start('task', 'filtering', this.#list.nearest(position), (nearest) => {
      if (nearest === undefined) {
        this.#say('failed', 'no event fits the filter')
        return
      }
      if (nearest !== position)
        this.#say('said', `${position} does not fit the filter: this is the nearest that does`)
      this.#goTo(nearest)
    })
  }

  #filter(text: string): void {
    const selection = parseFilter(text, this.#view.context().nowMs)
    this.#selection = selection
    this.#list = new EventList(this.#view.log, selection)
    this.#lanes.stop('list', 'task')
    this.#state = { ...this.#state, filter: selection === undefined ? '' : text }
    if (selection === undefined) return
    this.#lanes.start('task', 'filtering', this.#list.nearest(this.#state.cursor), (position) => {
      if (position === undefined) this.#say('failed', 'no event fits the filter')
      else this.#goTo(position)
    })
  }

  #find(direction: Direction): void {
    const { search, cursor } = this.#state
    if (search === '') {
      this.#say('failed', 'nothing to search for yet: / asks')
      return
    }
    const selection = { ...this.#selection, text: searchTest(search) }
    const work = findEvent(this.#view.log, selection, cursor, direction)
    this.#lanes.start('task', 'searching', work, (position) => {
      if (position === undefined) this.#say('failed', `no event ${direction} this one holds '${search}'`)
      else this.#goTo(position)
    })
  }

  #toTag(direction: Direction): void {
    const { cursor } = this.#state
    const { tags } = this.#view
    const tag =
      direction === 'after'
        ? tags.find(({ position }) => position > cursor)
        : tags.findLast(({ position }) => position < cursor)
    if (tag === undefined) {
      this.#say('failed', `no tag ${direction} this event`)
      return
    }
    this.#say('said', tag.message === undefined ? `tag ${tag.name}` : `tag ${tag.name}: ${tag.message}`)
    this.#goTo(tag.position)
  }

  #toChange(direction: Direction): void {
    const { watched, cursor } = this.#state
    if (watched === undefined) {
      this.#say('failed', 'no value is watched: W chooses one')
      return
    }
    const place = { from: cursor, tip: this.#view.tipPosition, direction }
    const work = findChange(this.#view.reader, watched, place)
    this.#lanes.start('task', 'looking for a change', work, (position) => {
      if (position === undefined) {
        this.#say('failed', `nothing ${direction} this event changed it`)
        return
      }
      this.#state = { ...this.#state, projection: watched.projection }
      this.#sight.prefer(watched)
      this.#goTo(position)
    })
  }

  #nextDocument(): void {
    const subject = this.#subjectNow()
    if (subject === undefined || subject.touched.places.length === 0) {
      this.#say('failed', 'this event touches no document')
      return
    }
    const { places } = subject.touched
    const here = places.findIndex((place) => isSamePlace(place, subject.document?.place))
    const next = places[(here + 1) % places.length] as DocumentPlace
    this.#sight.prefer(next)
    this.#state = { ...this.#state, projection: next.projection, pinned: undefined, scroll: undefined }
  }

  #pin(): void {
    if (this.#state.pinned !== undefined) {
      this.#state = { ...this.#state, pinned: undefined, scroll: undefined }
      return
    }
    const { state, action } = openList(this.#state, 'documents')
    this.#state = state
    if (action !== undefined) this.#act(action)
  }

  #openList(): void {
    const { mode } = this.#state
    if (mode.kind !== 'list') return
    if (mode.of === 'values') {
      this.#choices.begin(this.#valueNames())
      return
    }
    const place = this.#subjectNow()?.document?.place
    this.#choices.begin(place === undefined ? [] : [`${place.projection}/${place.key}`])
    const work = documentNames(this.#view.reader, this.#view.tipPosition, (names) => this.#choices.add(names))
    this.#lanes.start('names', 'listing documents', work, () => undefined)
  }

  /** The paths of the values of the document that is shown, each as a JSON Pointer's tokens with slashes. */
  #valueNames(): string[] {
    const document = this.#subjectNow()?.document
    if (document === undefined || document.lines.length === 0) {
      this.#state = { ...this.#state, mode: { kind: 'browse' } }
      this.#say('failed', 'no document is shown whose values could be watched')
      return []
    }
    return document.lines.flatMap(({ path }) =>
      path === undefined || path.length === 0 ? [] : [path.join('/')],
    )
  }

  #choose(): void {
    const { mode } = this.#state
    const list = this.#listScene()
    this.#state = { ...this.#state, mode: { kind: 'browse' } }
    this.#lanes.stop('names')
    const name = list?.names[list.chosen]
    if (mode.kind !== 'list' || name === undefined) return
    if (mode.of === 'documents') {
      const slash = name.indexOf('/')
      const pinned = { projection: name.slice(0, slash), key: name.slice(slash + 1) }
      this.#state = { ...this.#state, pinned, tab: 'state', scroll: undefined }
    } else this.#watch(name)
    this.#choices.begin([])
  }

  #watch(name: string): void {
    const document = this.#subjectNow()?.document
    const path = document?.lines.find((line) => line.path?.join('/') === name)?.path
    if (document === undefined || path === undefined) return
    this.#state = { ...this.#state, watched: { ...document.place, path }, tab: 'state' }
    this.#say(
      'said',
      `watching ${document.place.projection}/${document.place.key}/${name}: [ and ] go to its changes`,
    )
  }

  /** One thing at a time, so that nothing goes that was still wanted. */
  #clear(): void {
    const state = this.#state
    if (this.#lanes.stop(...stoppable_lanes)) {
      if (this.#sight.isComparing) this.#state = { ...state, isFromMark: false, tab: 'state' }
      this.#say('said', 'stopped')
      return
    }
    if (state.isFromMark) this.#state = { ...state, isFromMark: false }
    else if (state.filter !== '') this.#filter('')
    else if (state.search !== '') this.#state = { ...state, search: '' }
    else if (state.watched !== undefined) this.#state = { ...state, watched: undefined }
    else if (state.pinned !== undefined) this.#state = { ...state, pinned: undefined }
    else if (state.mark !== undefined) this.#state = { ...state, mark: undefined }
  }

  #follow(): void {
    const follows = !this.#state.follows
    this.#state = { ...this.#state, follows }
    if (follows) this.#toEnd('last', true)
  }

  #copy(): void {
    const { cursor } = this.#state
    this.#outside.copy(String(cursor))
    this.#say('said', `copied ${cursor}`)
  }

  #run(words: readonly string[]): void {
    this.#say('said', `es ${words.join(' ')} …`)
    this.#outside.run(words).then(
      ({ isDone, said }) => {
        this.poll()
        this.#say(isDone ? 'said' : 'failed', said.trim().split('\n', 1)[0] ?? '')
      },
      (error) => this.#outside.fail(error),
    )
  }
}
