import type { NewEvent } from '../../src/store/event.ts'
import { Random } from './random.ts'

/** One commit of the recorded program. */
export type Operation =
  | { readonly kind: 'append'; readonly events: readonly NewEvent[] }
  /** Each tag is named after its number, from 1. */
  | { readonly kind: 'tag' }
  /** In one commit, with a part that is rolled back. */
  | { readonly kind: 'append and tag'; readonly events: readonly NewEvent[] }
  /** Refused: nothing of it may ever be seen. */
  | { readonly kind: 'conflict'; readonly events: readonly NewEvent[] }

const streams = [
  'order-1',
  'order-2',
  'order-3',
  'cart-1',
  'cart-2',
  'customer-9',
  'plain',
  '__proto__',
  'ünïcode-☃',
]
const types = ['Added', 'Removed', 'Paid', 'constructor']

/** Commits of every kind and size that the log treats in its own way, none larger than `largest` events. */
export function randomOperations(seed: number, count: number, largest = 700): Operation[] {
  const random = new Random(seed)
  const batch = (size: number) => randomEvents(random, Math.min(size, largest))
  return Array.from({ length: count }, () =>
    random.weighted<() => Operation>([
      [45, () => ({ kind: 'append', events: batch(1) })],
      [20, () => ({ kind: 'append', events: batch(2 + random.below(7)) })],
      [7, () => ({ kind: 'append', events: batch(40 + random.below(80)) })],
      [3, () => ({ kind: 'append', events: batch(256 + random.below(450)) })],
      [10, () => ({ kind: 'tag' })],
      [8, () => ({ kind: 'append and tag', events: batch(1 + random.below(3)) })],
      [7, () => ({ kind: 'conflict', events: batch(1 + random.below(300)) })],
    ])(),
  )
}

export function randomEvents(random: Random, count: number): NewEvent[] {
  return Array.from({ length: count }, () => {
    const length = random.weighted([
      [90, random.below(60)],
      [8, 3000],
      [count < 9 ? 2 : 0, 20_000],
    ])
    return {
      stream: streams[random.below(streams.length)]!,
      type: types[random.below(types.length)]!,
      json: `{"n":${random.below(1e9)},"text":"${'x'.repeat(length)}"}`,
      ...(random.next() < 0.1 ? { id: `id-${random.below(1e15)}` } : {}),
    }
  })
}
