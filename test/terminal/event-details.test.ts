import { describe, expect, test } from 'vitest'
import { arrayEventLog } from '../../src/store/array-log.ts'
import type { NewEvent, RecordedEvent } from '../../src/store/event.ts'
import { eventDetails } from '../../src/terminal/event-details.ts'
import { indentedJson } from '../../src/terminal/indented-json.ts'
import { logFormat } from '../../src/terminal/log-format.ts'
import { logLine, shortLogLine } from '../../src/terminal/log-text.ts'
import { type Terminal, terminalOf } from '../../src/terminal/terminal.ts'
import { countingAmbient } from '../support/stores.ts'

const recorded_ms = Date.UTC(2026, 0, 1)
const pipe = terminalOf({}, { colour: false, nowMs: recorded_ms })

function screen(columns: number): Terminal {
  return { ...terminalOf({ isTTY: true }, { colour: false, nowMs: recorded_ms + 7_200_000 }), columns }
}

function record(event: Partial<NewEvent>): RecordedEvent {
  const log = arrayEventLog(countingAmbient(recorded_ms))
  log.append({ events: [{ stream: 'order-1', type: 'Paid', ...event }] })
  const recorded = log.at(1)
  if (recorded === undefined) throw new Error('nothing was recorded')
  return recorded
}

describe('an event in full', () => {
  const event = record({
    json: '{"amount":1.10,"big":12345678901234567890}',
    meta: { actor: 'kim', message: 'by card\nat last', trace: 7 },
  })

  test('in a pipe keeps data and meta as they are stored', () => {
    expect(eventDetails(event, pipe)).toBe(
      [
        '1 order-1@1 Paid',
        'Time:  2026-01-01T00:00:00.000Z',
        'Actor: kim',
        `Id:    ${event.id}`,
        `Hash:  ${event.hash}`,
        'Meta:',
        '    {"actor":"kim","message":"by card\\nat last","trace":7}',
        '',
        '    by card',
        '    at last',
        '',
        '    {"amount":1.10,"big":12345678901234567890}',
      ].join('\n'),
    )
  })

  test('on a terminal lays them out, with all digits, and says how long ago it was', () => {
    const text = eventDetails(event, screen(80))

    expect(text).toContain('Time:  2026-01-01T00:00:00.000Z (2 hours ago)')
    expect(text).toContain('    {\n      "amount": 1.10,\n      "big": 12345678901234567890\n    }')
  })
})

describe('indented JSON', () => {
  test.each([
    ['null', 'null'],
    ['{}', '{}'],
    ['[[],{}]', '[\n  [],\n  {}\n]'],
    ['{"b":[1,-2e9],"a":"x,{\\"}:"}', '{\n  "b": [\n    1,\n    -2e9\n  ],\n  "a": "x,{\\"}:"\n}'],
  ])('%s', (json, expected) => {
    expect(indentedJson(json)).toBe(expected)
  })
})

describe('an event on a line', () => {
  const event = record({ json: '{"note":"a long text that does not fit"}', meta: { message: 'why' } })

  test('is whole in a pipe', () => {
    expect(logLine(event, pipe)).toBe(
      '1 2026-01-01T00:00:00.000Z order-1@1 Paid why {"note":"a long text that does not fit"}',
    )
  })

  test('is cut to the width of a terminal', () => {
    const line = logLine(event, screen(50))

    expect(line).toBe('1 2 hours ago order-1@1 Paid why {"note":"a long …')
    expect(line).toHaveLength(50)
  })

  test('leaves the data away when there is no room for any', () => {
    expect(logLine(event, screen(20))).toBe('1 2 hours ago order-1@1 Paid why')
  })

  test('shows no data that are null', () => {
    expect(logLine(record({}), pipe)).toBe('1 2026-01-01T00:00:00.000Z order-1@1 Paid')
  })

  test('hides nothing of a hostile text from a terminal, and gives a pipe its own stream name encoded', () => {
    const hostile = record({ stream: 'a\u001b[2J', type: 'T\u202e', data: '\u009b' })

    expect(shortLogLine(hostile, screen(80))).toBe('1 stream:a%1B[2J@1 T\\u202e')
    expect(logLine(hostile, screen(80))).toContain('"\\u009b"')
  })
})

describe('a format', () => {
  const event = record({ data: [1], meta: { actor: 'kim', message: 'why' } })

  test('fills its placeholders', () => {
    const template = '%p %s %v %t %aI (%ar) %an: %B%n%d %% %h'

    expect(logFormat(template)(event, screen(80))).toBe(
      `1 order-1 1 Paid 2026-01-01T00:00:00.000Z (2 hours ago) kim: why\n[1] % ${event.hash.slice(0, 10)}`,
    )
    expect(logFormat('%H %i')(event, pipe)).toBe(`${event.hash} ${event.id}`)
  })

  test.each(['%q', '%a', '%', '%ax', '%constructor'])('with %s is refused', (template) => {
    expect(() => logFormat(template)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})
