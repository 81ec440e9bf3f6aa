import { expect, test } from 'vitest'
import { arrayEventLog } from '../../src/store/array-log.ts'
import type { NewEvent, RecordedEvent } from '../../src/store/event.ts'
import { appendReceiptText, clockWarning } from '../../src/terminal/append-text.ts'
import { eventFields } from '../../src/terminal/event-json.ts'
import { eventLine } from '../../src/terminal/event-text.ts'
import { documentText } from '../../src/terminal/json.ts'
import { terminalOf } from '../../src/terminal/terminal.ts'

const recorded_ms = Date.parse('2026-01-31T10:00:00Z')
const pipe = terminalOf({}, { colour: false, nowMs: recorded_ms })
const screen = terminalOf({ isTTY: true, columns: 80 }, { colour: false, nowMs: recorded_ms + 7_200_000 })

function recorded(event: Partial<NewEvent>): RecordedEvent {
  const log = arrayEventLog({ nowMs: () => recorded_ms, newId: () => 'id-1', newSalt: () => '0'.repeat(32) })
  log.append({ events: [{ stream: 'order-42', type: 'OrderPaid', ...event }] })
  return log.at(1)!
}

test('a line in a pipe has the whole time and can be pasted back', () => {
  expect(eventLine(recorded({}), pipe)).toBe('1 2026-01-31T10:00:00.000Z order-42@1 OrderPaid')
})

test('a line on a terminal says how long ago, and the first line of the message', () => {
  const event = recorded({ meta: { message: 'by phone\nand letter' } })

  expect(eventLine(event, screen)).toBe('1 2 hours ago order-42@1 OrderPaid by phone')
})

test('a stream that would not read as a revision is written so that it does', () => {
  expect(eventLine(recorded({ stream: 'my order' }), pipe)).toContain(' stream:my%20order@1 ')
})

test('control characters are escaped on a terminal and exact in a pipe', () => {
  const event = recorded({ type: 'T\u001b[2J' })

  expect(eventLine(event, screen)).toContain('T^[[2J')
  expect(eventLine(event, pipe)).toContain('T\u001b[2J')
})

test('as JSON it has the members of the contract, and the data as it is stored', () => {
  const event = recorded({ json: '{"n": 12345678901234567890}' })

  expect(documentText(eventFields(event, 'main'))).toBe(
    `{"v":1,"position":1,"branch":"main","stream":"order-42","version":1,"type":"OrderPaid","id":"id-1",` +
      `"time":"2026-01-31T10:00:00.000Z","data":{"n":12345678901234567890},"meta":{},"hash":"${event.hash}"}`,
  )
})

test('a receipt has a line for each event, and says which were known already', () => {
  const log = arrayEventLog({ nowMs: () => recorded_ms, newId: () => 'id-1', newSalt: () => '0'.repeat(32) })
  const request = { events: [{ stream: 'cart-7', type: 'ItemAdded', id: 'a' }] }

  expect(appendReceiptText(log.append(request), pipe)).toBe('1 cart-7@1 ItemAdded')
  expect(appendReceiptText(log.append(request), pipe)).toBe('1 cart-7@1 ItemAdded (known already)')
})

test('only a clock that was held is worth a word', () => {
  expect(clockWarning({ branch: 'main', events: [], clockHeldMs: 0 })).toBeUndefined()
  expect(clockWarning({ branch: 'main', events: [], clockHeldMs: 7 })).toContain('7 ms behind')
})
