import { describe, expect, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { type PreparedEvent, prepareEvent } from '../../src/store/prepare.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'

const added = (stream: string, data: unknown = { sku: 'A' }) => ({ stream, type: 'ItemAdded', data })

describe('append', () => {
  test('answers with the place, time and hash of each event', () => {
    const { log } = temporaryStore()

    const receipt = log.append({ events: [added('cart-1'), added('cart-2'), added('cart-1')] })

    expect(receipt.events.map(({ position, stream, version }) => [position, stream, version])).toEqual([
      [1, 'cart-1', 1],
      [2, 'cart-2', 1],
      [3, 'cart-1', 2],
    ])
    expect(receipt.events.at(-1)?.hash).toBe(log.tip.hash)
  })

  test('refuses a stale version and writes nothing', () => {
    const { log } = temporaryStore()
    log.append({ events: [added('cart-1')] })

    const stale = () => log.append({ events: [added('cart-1')], expect: new Map([['cart-1', 0]]) })

    expect(stale).toThrow(
      expect.objectContaining({
        code: 'VERSION_CONFLICT',
        message: "stream 'cart-1' is at 1 but expected 0",
      }),
    )
    expect(log.tip.position).toBe(1)
  })

  test('answers a retry with where the event stands, before it looks at the expected version', () => {
    const { log } = temporaryStore()
    const event = { ...added('cart-1'), id: 'request-1' }
    const first = log.append({ events: [event], expect: new Map([['cart-1', 0]]) })

    const again = log.append({ events: [event], expect: new Map([['cart-1', 0]]) })

    expect(again.events).toEqual([{ ...first.events[0], duplicate: true }])
    expect(log.tip.position).toBe(1)
  })

  test('writes nothing in a rehearsal, and forgets what it would have written', () => {
    const { log } = temporaryStore()

    const rehearsed = log.append({ events: [added('cart-1')], dryRun: true })

    expect(rehearsed.events[0]?.position).toBe(1)
    expect([log.tip.position, log.versionOf('cart-1'), log.at(1)]).toEqual([0, 0, undefined])
  })

  test('holds a clock that went back at the time of the tip, and says by how much', () => {
    const times = [5_000, 2_000]
    const { log } = temporaryStore({ ...countingAmbient(), nowMs: () => times.shift() ?? 0 })
    log.append({ events: [added('cart-1')] })

    const held = log.append({ events: [added('cart-1')] })

    expect([held.clockHeldMs, held.events[0]?.timeMs]).toEqual([3_000, 5_000])
  })

  test('keeps an erasable event with a salt that its hash covers', () => {
    const { log } = temporaryStore()

    log.append({ events: [{ ...added('cart-1'), erasable: true, salt: 'ab'.repeat(16) }, added('cart-1')] })

    expect(log.at(1)?.salt).toBe('ab'.repeat(16))
    expect(log.at(2)?.salt).toBeUndefined()
  })
})

describe('data', () => {
  test('with a number that no double holds is kept, and refused with its path by who reads it', () => {
    const { log } = temporaryStore()
    log.append({ events: [{ stream: 's', type: 'T', json: '{"a":[1,9007199254740993]}' }] })

    expect(log.at(1)?.json).toBe('{"a":[1,9007199254740993]}')
    const data = log.at(1)?.data as { readonly a: readonly number[] }
    expect(data.a[0]).toBe(1)
    expect(() => data.a[1]).toThrow(
      expect.objectContaining({ code: 'NUMBER_INEXACT', at: expect.objectContaining({ path: '/a/1' }) }),
    )
  })

  test.each([
    ['undefined', undefined, ''],
    ['a bigint', { a: 1n }, '/a'],
    ['a Date', { a: [new Date(0)] }, '/a/0'],
    ['-0', [-0], '/0'],
    ['NaN', { 'a/b': Number.NaN }, '/a~1b'],
  ])('that is %s is refused with its path', (_, data, path) => {
    expect(() => prepareEvent({ stream: 's', type: 'T', data }, systemAmbient)).toThrow(
      `at '${path}' cannot be kept as JSON`,
    )
  })

  test('keeps __proto__ as a key like any other', () => {
    const { log } = temporaryStore()

    log.append({ events: [{ stream: '__proto__', type: 'constructor', json: '{"__proto__":{"x":1}}' }] })

    expect(Object.keys(log.at(1)?.data as object)).toEqual(['__proto__'])
    expect(({} as { x?: number }).x).toBeUndefined()
  })
})

describe('limits', () => {
  const sizeOf = (event: PreparedEvent) => event.sizeBytes
  const text = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))
  const limit = 16 * 1024 * 1024

  test.each([
    [limit - 2, true],
    [limit - 1, false],
    [300_000_000, false],
  ])('an event of %i bytes and a meta of 2: taken is %s', (bytes, taken) => {
    const prepare = () => prepareEvent({ stream: 's', type: 'T', json: text(bytes) }, systemAmbient)
    if (taken) expect(sizeOf(prepare())).toBe(bytes + 2)
    else expect(prepare).toThrow(/over the limit/)
  })

  test('the largest event comes back as it was', { timeout: 180_000 }, () => {
    const { log } = temporaryStore()
    const json = text(limit - 2)

    log.append({ events: [{ stream: 's', type: 'T', json }] })

    expect(log.at(1)?.json === json).toBe(true)
  })

  test.each(['', 'x'.repeat(513), '☃'.repeat(171), '\ud800'])('refuses a stream named %j', (stream) => {
    expect(() => prepareEvent({ stream, type: 'T' }, systemAmbient)).toThrow(
      expect.objectContaining({ code: 'EVENT_INVALID' }),
    )
  })

  test.each(['x'.repeat(512), '☃'.repeat(170), '\u0000', '../..', 'a@b:~^'])(
    'keeps a stream named %j',
    (stream) => {
      const { log } = temporaryStore()
      log.append({ events: [{ stream, type: 'T' }] })
      expect([log.at(1)?.stream, log.versionOf(stream)]).toEqual([stream, 1])
    },
  )
})
