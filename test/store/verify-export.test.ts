// Goal: whoever has only es-fsck(1) and an export can verify the chain. Method: two programs that share nothing with
// es verify what `es export` printed: one in Python, where there is Python, one in plain Node.
import { execFileSync, spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import type { NewEvent } from '../../src/store/event.ts'
import { Store } from '../../src/store/store.ts'
import { temporaryFolder } from '../support/stores.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')
const verifiers: readonly (readonly [string, string])[] = [
  [process.execPath, join(import.meta.dirname, 'verifiers/verify.mjs')],
  ['python3', join(import.meta.dirname, 'verifiers/verify.py')],
]
const installed = verifiers.filter(([program]) => spawnSync(program, ['--version']).status === 0)

/** What is hard to write and to read the same way twice. */
const odd_texts = [
  'plain',
  'ä ö — 漢字 🦊',
  '"quoted\\"',
  '\u0000\u0001\b\t\n\f\r\u001f\u007f',
  '\u2028\u2029',
  '__proto__',
  '</script>',
]
const odd_data = [
  '{"n":12345678901234567890,"f":1.0,"e":1e-7,"minus":-0}',
  '[[[]],{"a":{"b":[null,true,false]}}]',
  '"a text, with a comma: and a \\"colon\\""',
  '"\\u0041\\/\\ud83e\\udd8a"',
  'null',
  '{"__proto__":{"x":1},"":""}',
]

async function exported(): Promise<{ lines: string; hash: string }> {
  const root = temporaryFolder()
  const { directory } = Store.init(root)
  const store = Store.open(directory, { readOnly: false, ambient: systemAmbient })
  for (const [index, text] of odd_texts.entries()) {
    const events = odd_data.map(
      (json, at): NewEvent => ({
        stream: `s-${text}`,
        type: text,
        json,
        meta: { actor: text, message: json },
        erasable: (index + at) % 3 === 0,
        ...(at === 2 ? { id: `id ${text}` } : {}),
      }),
    )
    store.log.append({ events })
  }
  const { hash } = store.log.tip
  await store.close()
  return { lines: execFileSync(process.execPath, [bin, 'export'], { cwd: root, encoding: 'utf8' }), hash }
}

describe.each(installed.map(([program, script]) => ({ program, script })))(
  '$script',
  ({ program, script }) => {
    const verify = (input: string) => spawnSync(program, [script], { input, encoding: 'utf8' })

    test('verifies an export', async () => {
      const { lines, hash } = await exported()

      expect(verify(lines)).toMatchObject({ status: 0, stdout: `${hash}\n` })
    })

    test.each([
      ['data', '"n":12345678901234567890', '"n":12345678901234567891'],
      ['a type', '"type":"plain"', '"type":"plane"'],
      ['meta', '"actor":"__proto__"', '"actor":"__proto_"'],
      ['a salt', '"salt":"', '"salt":"0'],
    ])('does not verify one in which %s is another', async (_, before, after) => {
      const { lines } = await exported()
      expect(lines).toContain(before)

      expect(verify(lines.replace(before, after)).status).toBe(1)
    })
  },
)
