// Goal: a digit that was changed in the file is never an answer. Method: `sed -i` on the file, as somebody would who
// takes it for a text, then each command of the built program that reads the value, in a process of its own.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, runProgram } from './run-program.ts'

const projection = `import { defineProjection } from 'eventvcs'
export default defineProjection({
  streams: 'order-*',
  init: () => ({ last: {} }),
  on: { OrderPaid: (order, { data }) => { order.last = data } },
})
`

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'es-edited-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A store of so many events, `{"amount":1000}` and so on, with a stored read model and tags, and 1003 edited to 9003. */
async function editedStore(name: string, count: number, streams: number): Promise<string> {
  const place = join(folder, name)
  mkdirSync(join(place, 'projections'), { recursive: true })
  writeFileSync(join(place, 'projections', 'orders.ts'), projection)
  const line = (index: number) =>
    JSON.stringify({ stream: `order-${index % streams}`, type: 'OrderPaid', data: { amount: 1000 + index } })
  writeFileSync(
    join(place, 'events.jsonl'),
    Array.from({ length: count }, (_, index) => line(index)).join('\n'),
  )
  writeFileSync(join(place, 'more.jsonl'), '{"stream":"order-3","type":"OrderPaid","data":{"amount":1}}\n')
  for (const words of [
    ['init'],
    ['import', 'events.jsonl'],
    ['tag', 'v1'],
    ['rebuild-projection', '--all'],
    ['tag', 'v2', '-m', 'with the read model'],
  ])
    expect((await runProgram(place, words)).status).toBe(0)
  const data = join(place, '.es', 'data.mdb')
  const whole = readFileSync(data)
  execFileSync('sed', ['-i', 's/"amount":1003/"amount":9003/', data])
  expect(readFileSync(data).equals(whole)).toBe(false)
  return place
}

let copies = 0

/** Runs a command in a copy. @returns its answer, and whether the copy's file is as it was */
async function answerIn(place: string, words: readonly string[]): Promise<Answer & { isUnchanged: boolean }> {
  const copy = join(folder, `copy-${copies++}`)
  cpSync(place, copy, { recursive: true })
  const answer = await runProgram(copy, words)
  const bytesOf = (of: string) => readFileSync(join(of, '.es', 'data.mdb'))
  const isUnchanged = bytesOf(copy).equals(bytesOf(place))
  rmSync(copy, { recursive: true })
  return { ...answer, isUnchanged }
}

async function expectDamaged(place: string, words: readonly string[]): Promise<void> {
  const { status, stdout, stderr, isUnchanged } = await answerIn(place, words)

  expect({ words, status, stderr }).toMatchObject({ status: 6 })
  expect(stderr).toMatch(/^error: the store is damaged.*(block at position|block of events from|table) /m)
  expect(stdout + stderr).not.toContain('9003')
  // A rebuild stores read models as it goes on.
  if (words[0] !== 'rebuild-projection') expect(isUnchanged).toBe(true)
}

describe('a value that was edited in the file', () => {
  let small: string
  let large: string

  beforeAll(async () => {
    // The event and the document are both on it, and both are edited.
    small = await editedStore('small', 4, 4)
    large = await editedStore('large', 700, 20)
  })

  test.each([
    'log',
    'log -p',
    'log --stat',
    'export',
    'show 4 --changes',
    'cat orders/order-3',
    'cat orders/order-3 --at 4',
    'ls orders',
    'diff ROOT v1',
    'blame orders/order-3',
    'stats',
    'ui --print',
    'status --exit-code',
    'tag --verify',
    'rebuild-projection --all',
    'rebuild-projection --verify --all',
    'checkout as-of v1',
    'append order-3 OrderPaid {"amount":1}',
    'append new-1 OrderPaid {"amount":1}',
    'import more.jsonl',
    'snapshot',
    'backup copy',
    'compact',
  ])('in the tail and in a document: es %s', async (line) => {
    await expectDamaged(small, line.split(' '))
  })

  test.each([
    'log',
    'export',
    'show 4',
    'cat orders/order-3 --at 4',
    'blame orders/order-3',
    'ui --print',
    'tag --verify',
    'rebuild-projection --all --force',
    'rebuild-projection --verify --all',
    'checkout as-of 10',
    'backup copy',
    'compact',
  ])('long before the tail: es %s', async (line) => {
    await expectDamaged(large, line.split(' '))
  })

  test('is of no concern where it is not read', async () => {
    const { status, stdout } = await answerIn(large, ['cat', 'orders/order-5', '--json'])

    expect({ status, last: JSON.parse(stdout).value.last }).toEqual({ status: 0, last: { amount: 1685 } })
  })
})
