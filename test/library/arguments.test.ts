import { expect, onTestFinished, test } from 'vitest'
import { type EventStore, openStore } from '../../src/index.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

function opened(): EventStore {
  const store = openStore(temporaryFolder(), { create: true, ambient: countingAmbient() })
  onTestFinished(() => store.close())
  store.append({ stream: 'order-1', events: [{ type: 'Paid' }, { type: 'Sent' }] })
  return store
}

/** What the compiler would refuse, as it comes from JavaScript. */
const wrong = (value: unknown) => value as never
const paid = { type: 'Paid' }

// Goal: what is mistyped is refused before anything is done, by name. Method: each call with each kind of mistake.
const refused: [string, (store: EventStore) => unknown, string, string?][] = [
  [
    'a mistyped expected version',
    (store) => store.append(wrong({ stream: 'a', events: [paid], expectVersion: 7 })),
    "an append has no 'expectVersion'",
    "did you mean 'expectedVersion'?",
  ],
  [
    'mistyped data',
    (store) => store.append({ stream: 'a', events: [wrong({ type: 'X', dta: { a: 1 } })] }),
    "an event has no 'dta'",
    "did you mean 'data'?",
  ],
  [
    'the time of a line of JSON',
    (store) => store.append({ stream: 'a', events: [wrong({ type: 'X', time: '2020-01-01' })] }),
    "an event has no 'time'",
    "give 'timeMs', in milliseconds since the epoch; an event without it is of now",
  ],
  [
    'data as value and as text',
    (store) => store.append({ stream: 'a', events: [{ type: 'X', data: 1, json: '2' }] }),
    "an event has 'data' and 'json', and only one of them could be stored",
  ],
  ['nothing to append', (store) => store.append(wrong(undefined)), 'an append is missing, not an object'],
  ['no events', (store) => store.append(wrong({ stream: 'a' })), "an append needs 'events'"],
  ['no type', (store) => store.append({ stream: 'a', events: [wrong({})] }), "an event needs 'type'"],
  [
    'an event that is a text',
    (store) => store.append({ stream: 'a', events: [wrong('Paid')] }),
    "an event is 'Paid', not an object",
  ],
  [
    'a version in words',
    (store) => store.append({ stream: 'a', events: [paid], expectedVersion: wrong('none') }),
    "'expectedVersion' of an append is 'none', not a whole number from 0, or 'any'",
  ],
  [
    'a stream outside the event',
    (store) => store.appendAll([wrong({ type: 'X' })]),
    "an event needs 'stream'",
  ],
  [
    'a version of several streams that is a text',
    (store) => store.appendAll([{ stream: 'a', ...paid }], { a: wrong('0') }),
    "the expected version of 'a' is '0', not a whole number from 0",
  ],
  ['a stream for streams', (store) => store.read({ streams: wrong('a') }), isNoList('streams', 'a')],
  ['a type for types', (store) => store.read({ types: wrong('A') }), isNoList('types', 'A')],
  ['a limit below 0', (store) => store.read({ limit: -1 }), isNoCount('limit', '-1')],
  ['half an event', (store) => store.read({ limit: 1.5 }), isNoCount('limit', '1.5')],
  ['a tag to read after', (store) => store.read({ after: wrong('q1') }), isNoCount('after', "'q1'")],
  ['a tag to loop after', (store) => store.events({ after: wrong('q1') }), isNoCount('after', "'q1'")],
  ['a text to read up to', (store) => store.events({ upTo: wrong('2') }), isNoCount('upTo', "'2'")],
  ['a tag to follow after', (store) => store.follow({ after: wrong('q1') }), isNoCount('after', "'q1'")],
  [
    'a date',
    (store) => store.events({ sinceMs: wrong(new Date(0)) }),
    "'sinceMs' of a query is an object, not milliseconds since the epoch",
  ],
  [
    'a limit of a loop',
    (store) => store.events(wrong({ limit: 3 })),
    "a query has no 'limit'",
    'leave the loop instead, or use read, which has it',
  ],
  [
    'a member of no query',
    (store) => store.read(wrong({ stream: 'a' })),
    "a query has no 'stream'",
    "did you mean 'streams'?",
  ],
  ['a number for a revision', (store) => store.resolve(wrong(5)), 'a revision is 5, not a text'],
  ['a number for a stream', (store) => store.versionOf(wrong(5)), 'a stream is 5, not a text'],
  ['half a position', (store) => store.at(1.5), 'a position is 1.5, not a whole number from 0'],
  ['a number for a model', (store) => store.readModel(wrong(5)), 'the name of a read model is 5, not a text'],
  ['one name for names', (store) => store.catchUp(wrong('a')), "'names' is 'a', not a list of texts"],
]

function isNoList(name: string, value: string): string {
  return `'${name}' of a query is '${value}', not a list of texts`
}

function isNoCount(name: string, value: string): string {
  return `'${name}' of a query is ${value}, not a whole number from 0`
}

test.each(refused)('refuses %s', (_, call, message, hint) => {
  const store = opened()

  expect(() => call(store)).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: expect.stringContaining(message),
      ...(hint === undefined ? {} : { hint }),
    }),
  )
  expect(store.tip.position).toBe(2)
})

test('answers a mistake of an asynchronous append with a rejection', async () => {
  const mistyped = opened().appendAsync(wrong({ stream: 'a', events: [paid], expectVersion: 7 }))

  await expect(mistyped).rejects.toMatchObject({ code: 'USAGE' })
})

test('refuses options that it would not read', () => {
  expect(() => openStore(temporaryFolder(), wrong({ create: true, readonly: true }))).toThrow(
    expect.objectContaining({ code: 'USAGE', hint: "did you mean 'readOnly'?" }),
  )
  expect(() => openStore(wrong(undefined))).toThrow(expect.objectContaining({ code: 'USAGE' }))
})

test('says where a cycle begins, and not each of its rounds', () => {
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle

  expect(() => opened().append({ stream: 'a', events: [{ type: 'X', data: cycle }] })).toThrow(
    expect.objectContaining({ code: 'EVENT_INVALID', message: expect.stringMatching(/^.{50,180}…'$/) }),
  )
})

test('stores what an event has from its class', () => {
  class Paid {
    readonly type = 'Paid'
    get data() {
      return { amount: 3 }
    }
  }
  const store = opened()

  store.append({ stream: 'a', events: [new Paid()] })

  expect(store.at(3)?.data).toEqual({ amount: 3 })
})

test('takes what is left out as undefined', () => {
  const store = opened()

  store.append({ stream: 'a', events: [{ type: 'X', id: undefined }], expectedVersion: undefined })

  expect(store.read({ after: undefined, limit: undefined, streams: ['a'] }).events).toHaveLength(1)
})
