import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/index.ts'
import { arrayEventLog } from '../../src/store/array-log.ts'
import { BlockRecordedEvent } from '../../src/store/block-event.ts'
import type { NewEvent, RecordedEvent } from '../../src/store/event.ts'
import { PickedEvent } from '../../src/store/picked-event.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

const root = resolve(import.meta.dirname, '../..')
const salt = '00112233445566778899aabbccddeeff'
const given: readonly NewEvent[] = [
  { stream: 'order-1', type: 'Paid', data: { amount: 3, items: [{ sku: 'A' }] }, meta: { actor: 'ann' } },
  { stream: 'order-2', type: 'Paid', salt },
]

function reader(folder: string) {
  const store = openStore(folder, { readOnly: true })
  onTestFinished(() => store.close())
  return store
}

/** The same events as each of the classes that stand for them. */
async function everyKind(): Promise<{ folder: string; kinds: Record<string, RecordedEvent[]> }> {
  const folder = temporaryFolder()
  const writer = openStore(folder, { create: true, ambient: countingAmbient() })
  writer.appendAll(given)
  await writer.close()
  const array = arrayEventLog(countingAmbient())
  array.append({ events: given })
  // The first event that a store is asked for is picked out of its block.
  const picked = [1, 2].map((position) => reader(folder).at(position)!)
  const kinds = { picked, block: [...reader(folder).events()], array: [...array.read()] }
  for (const event of kinds.picked) expect(event).toBeInstanceOf(PickedEvent)
  for (const event of kinds.block) expect(event).toBeInstanceOf(BlockRecordedEvent)
  return { folder, kinds }
}

// Goal: an event says the same whether a program or a person prints it. Method: each class that stands for an event
// against the line of `es log --jsonl`.
test.each(['picked', 'block', 'array'])(
  'an event that is %s is the line that es log prints',
  async (kind) => {
    const { folder, kinds } = await everyKind()
    const es = [join(root, 'bin/es.js'), 'log', '--reverse', '--jsonl']
    const lines = execFileSync(process.execPath, es, { cwd: folder, encoding: 'utf8' })

    const printed = kinds[kind]!.map((event) => `${JSON.stringify(event).replace('{', '{"v":1,')}\n`).join('')

    expect(printed).toBe(lines)
  },
)

test.each(['picked', 'block', 'array'])('console.log shows an event that is %s', async (kind) => {
  const { kinds } = await everyKind()

  for (const event of kinds[kind]!) expect(inspect(event)).toBe(inspect(event.toJSON()))
})

test('a receipt says of each event where it stands', () => {
  const store = openStore(temporaryFolder(), { create: true, ambient: countingAmbient() })
  onTestFinished(() => store.close())

  const receipt = store.appendAll(given)

  const { branch, clockHeldMs, events } = receipt
  expect(events).toHaveLength(2)
  expect(JSON.parse(JSON.stringify(receipt))).toEqual({ branch, clockHeldMs, events })
  expect(inspect(receipt)).toBe(inspect({ branch, events, clockHeldMs }))
})

test('a number that no double holds is shown as its text, and never as another number', () => {
  const store = openStore(temporaryFolder(), { create: true, ambient: countingAmbient() })
  onTestFinished(() => store.close())
  const array = arrayEventLog(countingAmbient())
  const event = { stream: 'a', type: 'X', json: '{"n":9007199254740993}', metaJson: '{"m":1e400}' }
  store.appendAll([event])
  array.append({ events: [event] })

  for (const recorded of [store.at(1)!, store.read().events[0]!, array.at(1)!]) {
    expect(() => JSON.stringify(recorded)).toThrow(expect.objectContaining({ code: 'NUMBER_INEXACT' }))
    expect(inspect(recorded)).toContain(`json: '{"n":9007199254740993}'`)
    expect(inspect(recorded)).toContain(`metaJson: '{"m":1e400}'`)
  }
})
