import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type KnownKey, knownText } from '../../src/revision/meta.ts'
import { saidText } from '../../src/revision/said-text.ts'
import { findYoungest, someText } from '../../src/revision/search.ts'
import { textPattern } from '../../src/revision/text-pattern.ts'
import { temporaryStore } from '../support/stores.ts'

/** The same JSON text with some of its characters spelled as escapes. */
function spelledAnew(json: string, isEscaped: (index: number) => boolean): string {
  return json.replace(/"(?:[^"\\]|\\.)*"/gs, (quoted) => {
    const text = JSON.parse(quoted) as string
    const units = text.split('').map((unit, index) => {
      if (isEscaped(index)) return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
      return unit === '/' ? '\\/' : JSON.stringify(unit).slice(1, -1)
    })
    return `"${units.join('')}"`
  })
}

// Goal: a search finds what values say, however they are spelled. Method: random texts as a value and as a name, spelled
// in two ways; every part of the text is found in both, literally and as a pattern.
test('two spellings of a value are found alike', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'Z', '"', '\\', '/', '\n', 'ë', '\u0001', '{', '☃', '👩'),
    minLength: 1,
  })
  const store = temporaryStore()
  fc.assert(
    fc.property(
      text,
      text,
      fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      (value, name, escaped) => {
        const json = JSON.stringify({ [name]: [value, 1] })
        const other = spelledAnew(json, (index) => escaped[index % 20] ?? false)
        expect(JSON.parse(other)).toEqual(JSON.parse(json))
        expect(saidText(other)).toBe(saidText(json))
        store.log.append({ events: [{ stream: 's-1', type: 'T', json: other }] })
        const event = store.log.at(store.log.tip.position)!
        for (const part of [value, name]) {
          expect(findYoungest(part, store.log)).toBe(event.position)
          for (const literal of [true, false]) {
            const pattern = literal ? part : part.replace(/[\\{"]/g, '\\$&')
            expect(someText(event, textPattern([pattern], { literal, ignoreCase: !literal }))).toBe(true)
          }
        }
      },
    ),
    { numRuns: 60 },
  )
})

test.each([
  ['{"name":"Zo\\u00eb"}', 'Zoë'],
  ['{"url":"http:\\/\\/x"}', 'http://x'],
  ['{"text":"say \\"hi\\""}', 'say "hi"'],
  ['{"text":"two\\nlines"}', 'two\nlines'],
  ['{"n\\u0061me":1.0}', '"name":1.0'],
])('%s says %s', (json, text) => {
  expect(saidText(json)).toContain(text)
})

test('how a text is spelled is not searched', () => {
  expect(saidText('{"name":"Zo\\u00eb"}')).not.toContain('u00eb')
})

test('a dot of a pattern stands for a line feed of a text', () => {
  const finds = textPattern(['two.lines'], { literal: false, ignoreCase: false })

  expect(finds(saidText('{"text":"two\\nlines"}'))).toBe(true)
})

describe('the known keys of a meta', () => {
  test.each<[string, KnownKey, string | undefined]>([
    ['{"correlationId":"c-1"}', 'correlationId', 'c-1'],
    ['{"correlationId":42}', 'correlationId', '42'],
    ['{"correlation_id":"c-1"}', 'correlationId', 'c-1'],
    ['{"$correlationId":"c-1","$causationId":"c-0"}', 'correlationId', 'c-1'],
    ['{"$correlationId":"c-1","$causationId":"c-0"}', 'causationId', 'c-0'],
    ['{"correlationID":7.0}', 'correlationId', '7.0'],
    ['{"correlationId":null,"correlation_id":9007199254740993}', 'correlationId', '9007199254740993'],
    ['{"x":{"correlationId":"inner"}}', 'correlationId', undefined],
    ['{"x":{"actor":1},"actor":12345678901234567890}', 'actor', '12345678901234567890'],
    ['{"actor_id":-5}', 'actor', '-5'],
    ['{"actorId":"\\u006bim"}', 'actor', 'kim'],
    ['{"actor":true}', 'actor', undefined],
    ['{"actor":["kim"]}', 'actor', undefined],
    ['{"note":"actor"}', 'actor', undefined],
    ['{"causationId":"1"}', 'correlationId', undefined],
    ['{"__proto__":{"actor":"kim"}}', 'actor', undefined],
  ])('%s: %s is %s', (metaJson, key, text) => {
    expect(knownText(metaJson, key)).toBe(text)
    // With a nested object it is parsed.
    const nested = `${metaJson.slice(0, -1)},"z":{}}`
    expect(knownText(nested, key)).toBe(text)
  })
})
