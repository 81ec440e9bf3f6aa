import { expect, test } from 'vitest'
import { AppendQueue } from '../../src/store/append-queue.ts'
import type { AppendReceipt, AppendRequest } from '../../src/store/event.ts'
import type { Store } from '../../src/store/store.ts'
import { countingAmbient, temporaryStore } from '../support/stores.ts'

function queueOf(store: Store): { queue: AppendQueue; commits: () => number } {
  let commits = 0
  const counting = {
    turn: () => store.turn(),
    commit: <T>(body: () => T): T => {
      commits++
      return store.commit(body)
    },
  }
  return { queue: new AppendQueue(counting, store.log), commits: () => commits }
}

const added = (stream: string, n: number) => ({ stream, type: 'Added', json: `${n}` })
const expecting = (stream: string, version: number): AppendRequest => ({
  events: [added(stream, version)],
  expect: new Map([[stream, version]]),
})
const places = (receipt: AppendReceipt) =>
  receipt.events.map(({ position, stream, version }) => `${position} ${stream}@${version}`)

test('callers of one turn share a commit, in the order of their calls', async () => {
  const store = temporaryStore(countingAmbient())
  const { queue, commits } = queueOf(store)

  const receipts = await Promise.all([
    queue.append({ events: [added('a', 1)] }),
    queue.append({ events: [added('b', 2), added('a', 3)] }),
    queue.append({ events: [added('a', 4)] }),
  ])

  expect(receipts.map(places)).toEqual([['1 a@1'], ['2 b@1', '3 a@2'], ['4 a@3']])
  expect(commits()).toBe(2)
  expect([...store.log.read()].map(({ json }) => json)).toEqual(['1', '2', '3', '4'])
})

test('nobody is answered before the commit', async () => {
  const store = temporaryStore(countingAmbient())
  const { queue } = queueOf(store)
  let isAnswered = false

  const answer = queue.append({ events: [added('a', 1)] }).then(() => {
    isAnswered = true
  })
  await Promise.resolve()

  expect(isAnswered).toBe(false)
  expect(store.log.tip.position).toBe(0)
  await answer
  expect(store.log.tip.position).toBe(1)
})

test('each has its own conflict, and the others are written', async () => {
  const store = temporaryStore(countingAmbient())
  const { queue } = queueOf(store)

  const outcomes = await Promise.allSettled(
    [0, 0, 1, 5, 2].map((version) => queue.append(expecting('a', version))),
  )

  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
  ])
  expect(outcomes[1]).toMatchObject({
    reason: { code: 'VERSION_CONFLICT', at: { stream: 'a', expected: 0, actual: 1 } },
  })
  expect(outcomes[3]).toMatchObject({
    reason: { code: 'VERSION_CONFLICT', at: { stream: 'a', expected: 5, actual: 2 } },
  })
  expect([...store.log.read()].map(({ json }) => json)).toEqual(['0', '1', '2'])
})

test('what is not valid is refused alone, and nobody hears of a conflict with it', async () => {
  const store = temporaryStore(countingAmbient())
  const { queue } = queueOf(store)

  const outcomes = await Promise.allSettled([
    queue.append({ events: [added('b', 1)] }),
    queue.append({ events: [{ stream: 'a', type: 'Added', json: '{' }] }),
    queue.append(expecting('a', 0)),
    queue.append({ events: [] }),
  ])

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected'])
  expect(outcomes[1]).toMatchObject({ reason: { code: 'JSON_INVALID' } })
  expect(outcomes[3]).toMatchObject({ reason: { code: 'EVENT_INVALID' } })
  expect([...store.log.read()].map(({ position, stream }) => `${position} ${stream}`)).toEqual(['1 b', '2 a'])
})

test('an id that is known already is answered with its place, also when both come at once', async () => {
  const store = temporaryStore(countingAmbient())
  const { queue } = queueOf(store)
  const once = { events: [{ ...added('a', 1), id: 'once' }], expect: new Map([['a', 0]]) }

  const [first, other, again] = await Promise.all([
    queue.append(once),
    queue.append({ events: [added('a', 2)] }),
    queue.append(once),
  ])

  expect(first.events).toMatchObject([{ position: 1, duplicate: false }])
  expect(other.events).toMatchObject([{ position: 2 }])
  expect(again.events).toMatchObject([{ position: 1, duplicate: true }])
  expect(store.log.tip.position).toBe(2)
})

test('when the commit fails, every caller hears it and nothing is written', async () => {
  const store = temporaryStore(countingAmbient())
  const failing = {
    turn: () => store.turn(),
    commit: <T>(body: () => T): T =>
      store.commit(() => {
        body()
        throw new Error('no disk')
      }),
  }
  const queue = new AppendQueue(failing, store.log)

  const outcomes = await Promise.allSettled([
    queue.append(expecting('a', 0)),
    queue.append(expecting('a', 7)),
  ])

  expect(outcomes).toMatchObject([{ reason: { message: 'no disk' } }, { reason: { message: 'no disk' } }])
  expect(store.log.tip.position).toBe(0)
})

test('a store that is closed commits first what waits', async () => {
  const store = temporaryStore(countingAmbient())

  const answer = store.appendAsync({ events: [added('a', 1)] })
  await store.close()

  expect(places(await answer)).toEqual(['1 a@1'])
})

test('a large number of callers is committed in several groups, all of them answered', async () => {
  const store = temporaryStore(countingAmbient())
  const { queue, commits } = queueOf(store)
  const batch = Array.from({ length: 900 }, (_, n) => added(`s-${n % 7}`, n))

  const receipts = await Promise.all(Array.from({ length: 12 }, () => queue.append({ events: batch })))

  expect(receipts.map(({ events }) => events[0]?.position)).toEqual(
    receipts.map((_, index) => index * 900 + 1),
  )
  expect(commits()).toBe(6)
})
