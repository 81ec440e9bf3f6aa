import type { ReadModels } from '../projection/read-models.ts'
import { isSayable } from './sayable.ts'
import type { Work } from './work.ts'

/** Events folded in one step. */
const step_events = 4096

/**
 * Read models that the store does not hold are folded in memory when they are first asked for. This folds them before,
 * in steps, so that nobody waits in front of a dead screen.
 */
export class WarmModels {
  readonly #reader: ReadModels
  /** By projection: up to where it was folded, or that it fails there. */
  readonly #warmTo = new Map<string, number>()

  constructor(reader: ReadModels) {
    this.#reader = reader
  }

  /** How many events must be folded before all read models can be read at a position without delay. */
  missingEvents(at: number): number {
    return this.#missing(at).reduce((sum, { from }) => sum + at - from, 0)
  }

  *warm(at: number): Work<void> {
    for (const { name, from } of this.#missing(at)) {
      for (let position = from; position < at; ) {
        position = Math.min(at, position + step_events)
        if (!this.#foldTo(name, position)) position = at
        this.#warmTo.set(name, position)
        yield { done: position - from, total: at - from }
      }
    }
  }

  /** False when the projection fails, which whoever reads it is told. */
  #foldTo(name: string, position: number): boolean {
    try {
      this.#reader.positions(name, '', position)
      return true
    } catch (error) {
      if (isSayable(error)) return false
      throw error
    }
  }

  #missing(at: number): { name: string; from: number }[] {
    const { names } = this.#reader
    return names.flatMap((name) => {
      const stored = this.#storedTo(name)
      // It fails, and whoever reads it is told.
      if (stored === undefined) return []
      const from = Math.max(stored, this.#warmTo.get(name) ?? 0)
      if (at - from < step_events || this.#isKeyedByStream(name)) return []
      return [{ name, from }]
    })
  }

  /** Undefined when its code cannot be run. */
  #storedTo(name: string): number | undefined {
    const { catalog } = this.#reader
    try {
      return catalog.live(catalog.model(name))?.position ?? 0
    } catch (error) {
      if (isSayable(error)) return undefined
      throw error
    }
  }

  /** A document whose key is its stream is folded from that stream alone. */
  #isKeyedByStream(name: string): boolean {
    const { catalog } = this.#reader
    try {
      return catalog.projection(catalog.model(name)).keys === 'stream'
    } catch (error) {
      if (isSayable(error)) return true
      throw error
    }
  }
}
