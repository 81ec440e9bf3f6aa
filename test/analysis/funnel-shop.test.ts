import { expect, test } from 'vitest'
import { type FunnelRequest, funnelOf } from '../../src/analysis/funnel.ts'
import { parseSubject } from '../../src/analysis/subject.ts'
import { minute_ms } from '../../src/demo/calendar.ts'
import { shopEvents } from '../../src/demo/shop.ts'
import { shop_seed } from '../../src/demo/story.ts'
import { temporaryStore } from '../support/stores.ts'

// Goal: two questions that people ask of a shop are answered right. Method: the demo's shop in a store; against counts
// made another way, from the list of its events, without a log, a window or a state machine.
const events = shopEvents(shop_seed)
const timesOf = (type: string) => {
  const times = new Map<string, number[]>()
  for (const event of events.filter((one) => one.type === type))
    times.set(event.data.customerId, [...(times.get(event.data.customerId) ?? []), Date.parse(event.time)])
  return times
}

function funnelOfShop(request: Omit<FunnelRequest, 'range'>) {
  const store = temporaryStore()
  for (let from = 0; from < events.length; from += 5000) {
    const batch = events.slice(from, from + 5000)
    store.log.append({
      events: batch.map(({ stream, type, data, time }) => ({ stream, type, data, timeMs: Date.parse(time) })),
    })
  }
  return funnelOf(store.log, { ...request, range: { from: 0, to: events.length } })
}

test('how many confirm their e-mail within a minute of signing up?', () => {
  const confirmed = timesOf('EmailConfirmed')
  const signedUp = timesOf('CustomerRegistered')
  const inTime = [...signedUp].filter(([id, [signUpMs = 0]]) => {
    const [confirmMs] = confirmed.get(id) ?? []
    return confirmMs !== undefined && confirmMs - signUpMs <= minute_ms
  })

  const funnel = funnelOfShop({
    steps: ['CustomerRegistered', 'EmailConfirmed'],
    by: parseSubject('data.customerId'),
    withinMs: minute_ms,
    anchor: 'first',
    count: 'subjects',
  })

  expect([funnel.completed, funnel.asked]).toEqual([inTime.length, signedUp.size])
  expect([funnel.completed, funnel.asked]).toEqual([749, 1640])
})

test('how many take an item out of their basket in the five minutes before they check out?', () => {
  const removed = timesOf('ItemRemoved')
  const checkedOut = timesOf('BasketCheckedOut')
  const people = [...checkedOut].filter(([id, checkOuts]) =>
    checkOuts.some((endMs) =>
      (removed.get(id) ?? []).some((timeMs) => timeMs < endMs && timeMs >= endMs - 5 * minute_ms),
    ),
  )

  const funnel = funnelOfShop({
    steps: ['ItemRemoved', 'BasketCheckedOut'],
    by: parseSubject('data.customerId'),
    withinMs: 5 * minute_ms,
    anchor: 'last',
    count: 'subjects',
  })

  expect([funnel.completed, funnel.asked]).toEqual([people.length, checkedOut.size])
  expect([funnel.completed, funnel.asked]).toEqual([237, 1082])
})
