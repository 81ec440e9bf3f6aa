import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Address } from '../../src/demo/events.ts'
import { shopEvents } from '../../src/demo/shop.ts'
import { customer_id, monthEnds, shop_seed } from '../../src/demo/story.ts'
import { tries } from '../../src/demo/tour.ts'
import { expectValid, schemaOf } from '../terminal/matrix/schemas.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')
const events = shopEvents(shop_seed)
let home: string
let shop: string
let tour: { stdout: string; stderr: string; status: number | null }

beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'es-tour-')))
  shop = join(home, 'shop')
  tour = es(home, 'demo', 'shop', '--json')
}, 300_000)

afterAll(() => rmSync(home, { recursive: true, force: true }))

function es(folder: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: home, TZ: 'UTC' }
  return spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: 'utf8', env })
}

/** What the tour printed for a command. */
function shown(command: string): string {
  const [, after] = tour.stderr.split(`$ ${command}\n`)
  return after?.split('\n\n')[0] ?? ''
}

describe('the tour', () => {
  // In a pipe it is a transcript.
  test('with --json runs to its end beside the result, without colour, and says where the store is', () => {
    expect(tour.status).toBe(0)
    expect(tour.stderr).not.toContain('\u001b')
    expect(tour.stdout).toMatch(/^\{"v":1,.*\}\n$/)
    expectValid(tour.stdout, schemaOf('demo').document)
    expect(JSON.parse(tour.stdout)).toEqual({ v: 1, directory: shop, events: events.length })
  })

  test('shows an address of then that is not the address of now', () => {
    const address = (command: string) => JSON.parse(shown(command)).address as Address

    expect(address(`es cat customers/${customer_id}`)).toEqual({
      street: '104 Harbour View',
      postcode: '21632',
      city: 'Millbrook',
    })
    expect(address(`es cat invoice-0192@1:customers/${customer_id}`)).toEqual({
      street: '108 Church Street',
      postcode: '12262',
      city: 'Carrow',
    })
  })

  test('writes the letter of May as it was sent', () => {
    expect(tour.stderr).toContain('    Radia Kowalski\n    108 Church Street\n    12262 Carrow\n')
    expect(tour.stderr).toMatch(/ {4}Total +223\.20\n/)
  })

  test('shows the move as a difference between two tags', () => {
    expect(shown(`es diff v2026-06 v2026-07 -- customers/${customer_id}`)).toMatch(
      /^- .*"108 Church Street"[\s\S]*^\+ .*"104 Harbour View"/m,
    )
  })

  test('leaves a tag at the last event of each month', () => {
    const positions = monthEnds.map(([tag]) => Number(es(shop, 'rev-parse', tag).stdout))

    expect(positions).toEqual(
      monthEnds.map(([, day]) => events.filter(({ time }) => time.slice(0, 10) <= day).length),
    )
  })

  test('ends with things to try that work', () => {
    for (const { args } of tries)
      expect(es(shop, ...args)).toMatchObject({ status: 0, stdout: expect.stringMatching(/./) })
  })

  test('does not touch a folder that holds something', () => {
    const folder = mkdtempSync(join(home, 'mine-'))
    writeFileSync(join(folder, 'notes.txt'), 'mine')

    const refused = es(home, 'demo', folder)

    expect(refused.status).toBe(8)
    expect(refused.stderr).toBe(
      `error: '${folder}' is not empty\nhint: name a new folder, or none for a temporary one\n`,
    )
    expect(readdirSync(folder)).toEqual(['notes.txt'])
  })
})

describe('the read models that it leaves in files, counted another way', () => {
  function documents(projection: string): Map<string, unknown> {
    const folder = join(shop, 'state', projection)
    const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
    return new Map(readdirSync(folder).map((name) => [name.replace(/\.json$/, ''), read(name)]))
  }

  test('customers', () => {
    const ofCustomer = groups(events, ({ data }) => data.customerId)
    const expected = new Map<string, unknown>()
    for (const { type, data } of events) {
      if (type !== 'CustomerRegistered') continue
      const theirs = ofCustomer.get(data.customerId) ?? []
      const moves = theirs.flatMap((event) => (event.type === 'CustomerMoved' ? event.data.address : []))
      const paid = theirs.flatMap((event) => (event.type === 'OrderPaid' ? event.data.amountCents : []))
      expected.set(data.customerId, {
        name: data.name,
        email: data.email,
        emailConfirmed: theirs.some((event) => event.type === 'EmailConfirmed'),
        address: moves.at(-1) ?? data.address,
        orders: theirs.filter((event) => event.type === 'OrderPlaced').length,
        spentCents: paid.reduce((sum, cents) => sum + cents, 0),
      })
    }

    expect(documents('customers')).toEqual(expected)
  })

  test('invoices', () => {
    const paid = new Map(
      events.flatMap(({ type, data, time }) =>
        type === 'OrderPaid' ? [[data.invoiceId, time.slice(0, 10)]] : [],
      ),
    )
    const expected = new Map<string, unknown>()
    for (const { type, stream, data, time } of events)
      if (type === 'InvoiceIssued')
        expected.set(stream, {
          customer: data.customerId,
          issued: time.slice(0, 10),
          lines: data.lines,
          totalCents: data.totalCents,
          paid: paid.get(stream) ?? null,
        })

    expect(documents('invoices')).toEqual(expected)
  })

  test('baskets', () => {
    const gone = new Set(events.flatMap(({ type, stream }) => (type === 'BasketCheckedOut' ? stream : [])))
    const open = events.flatMap(({ type, stream }) =>
      type === 'BasketOpened' && !gone.has(stream) ? stream : [],
    )
    const found = documents('baskets') as Map<string, { items: Record<string, number> }>

    expect([...found.keys()].sort()).toEqual(open)
    const inBasket = groups(events, ({ stream }) => stream)
    for (const [stream, { items }] of found) {
      const changes = inBasket.get(stream)!.map(({ type, data }) => {
        if (type === 'ItemAdded') return data.quantity
        return type === 'ItemRemoved' ? -data.quantity : 0
      })
      expect(sum(Object.values(items))).toBe(sum(changes))
    }
  })
})

function groups<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const value of values) {
    const group = found.get(keyOf(value))
    if (group === undefined) found.set(keyOf(value), [value])
    else group.push(value)
  }
  return found
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}
