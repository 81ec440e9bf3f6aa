import { expect, test } from 'vitest'
import { openStore } from '../../src/library/open-store.ts'
import { systemAmbient } from '../../src/store/ambient.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import type { Ambient, EventLog } from '../../src/store/event.ts'
import { fsck } from '../../src/store/integrity/fsck.ts'
import { Store } from '../../src/store/store.ts'
import { temporaryFolder, temporaryStore } from '../support/stores.ts'

const logs: readonly [string, (ambient: Ambient) => EventLog][] = [
  ['LMDB', (ambient) => temporaryStore(ambient).log],
  ['the array', arrayEventLog],
]

function clock(nowMs: number): Ambient {
  return { ...systemAmbient, nowMs: () => nowMs }
}

function ids(...list: readonly unknown[]): Ambient {
  let next = 0
  return { ...systemAmbient, newId: () => list[next++ % list.length] as string }
}

function drained<T>(work: Iterator<unknown, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

const one = { events: [{ stream: 'a', type: 'T' }] }
const first_ms = Date.parse('0000-01-01T00:00:00.000Z')
const last_ms = Date.parse('9999-12-31T23:59:59.999Z')

test.each(logs)(
  'a clock of no whole millisecond, or of no year of four digits, is refused by %s',
  (_, logOf) => {
    for (const nowMs of [1.5, Number.NaN, Number.POSITIVE_INFINITY, first_ms - 1, last_ms + 1, 8.64e15]) {
      const log = logOf(clock(nowMs))

      expect(() => log.append(one)).toThrow(expect.objectContaining({ code: 'TIME_INVALID' }))
      expect(log.tip.position).toBe(0)
    }
  },
)

test.each(logs)('the first and the last moment are taken by %s', (_, logOf) => {
  for (const nowMs of [first_ms, last_ms]) {
    const log = logOf(clock(nowMs))
    log.append(one)

    expect(log.at(1)?.timeMs).toBe(nowMs)
  }
})

const long_ago = '018f0000-0000-7000-8000-000000000001'
test.each(logs)('an id of another kind than ours is found in %s', (_, logOf) => {
  for (const id of ['id-1', 'x', 'ö"\\\n', 'i'.repeat(256), long_ago, long_ago.toUpperCase()]) {
    const log = logOf(ids(id))
    log.append(one)

    expect(log.positionOfId(id)).toBe(1)
    expect(log.append({ events: [{ stream: 'a', type: 'T', id }] }).events[0]?.duplicate).toBe(true)
    expect(log.tip.position).toBe(1)
  }
})

test.each(logs)('an id that is none, or is known, is refused by %s', (_, logOf) => {
  for (const id of ['', 'i'.repeat(257), '\ud800', 7, undefined, null]) {
    const log = logOf(ids(id))

    expect(() => log.append(one)).toThrow(expect.objectContaining({ code: 'EVENT_INVALID' }))
    expect(log.tip.position).toBe(0)
  }
  const log = logOf(ids('id-1'))
  const conflict = expect.objectContaining({ code: 'ID_CONFLICT' })
  expect(() => log.append({ events: [...one.events, ...one.events] })).toThrow(conflict)
  expect(() => log.append({ events: [...one.events, { ...one.events[0]!, id: 'id-1' }] })).toThrow(conflict)
  log.append(one)
  expect(() => log.append(one)).toThrow(conflict)
  expect(log.tip.position).toBe(1)
})

test('a store whose ids come from elsewhere is sound, and opened again it finds them', () => {
  const folder = temporaryFolder()
  let next = 0
  const ambient = { ...systemAmbient, newId: () => `nano-${next++}` }
  const store = openStore(folder, { create: true, ambient })
  store.append({ stream: 'a', events: [{ type: 'T' }, { type: 'T' }] })
  store.close()

  const again = Store.open(`${folder}/.es`, { readOnly: true, ambient: systemAmbient })
  expect(again.log.positionOfId('nano-1')).toBe(2)
  again.close()
  expect(drained(fsck(`${folder}/.es`)).findings).toEqual([])
})
