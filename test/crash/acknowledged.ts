import { expect } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { fits } from './examine.ts'

/** Every event that was acknowledged is in the store, with its hash where that is known, and every batch is whole. */
export async function expectAllThere(
  directory: string,
  acknowledged: readonly (readonly [string, string | undefined])[],
) {
  const store = Store.open(directory, { readOnly: true, ambient: systemAmbient })
  const events = [...store.log.read()]
  for (const [position, hash] of acknowledged) {
    const event = events[Number(position) - 1]
    expect(event, `the event at ${position}`).toBeDefined()
    if (hash !== undefined) expect(event?.hash).toBe(hash)
  }
  fits(store, events, 0)
  const batches = new Map<string, { size: number; positions: number[] }>()
  for (const { position, data } of events) {
    const { batch, size } = data as { batch: string; size: number }
    const known = batches.get(batch) ?? { size, positions: [] }
    known.positions.push(position)
    batches.set(batch, known)
  }
  for (const [batch, { size, positions }] of batches) {
    const first = positions[0]!
    const whole = Array.from({ length: size }, (_, index) => first + index)
    expect(positions, `batch ${batch} is whole`).toEqual(whole)
  }
  await store.close()
}
