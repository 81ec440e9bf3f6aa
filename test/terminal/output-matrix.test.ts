// Goal: what a script relies on holds for every command: a result or an error in one shape, in each form, whatever
// there is to tell. Method: the built program in a store without events, with one, with many, and where it must fail;
// in a pipe, on a terminal, with --json and with --jsonl (on a terminal and with --jsonl, every second pair of a command and a
// situation has its turn; all have it with ES_MATRIX=long); documents are validated against the schemas that
// `es help --schema` prints, closed, so that a member that they do not know is an error here.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exit_status } from '../../src/terminal/exit-status.ts'
import { isInstalled } from '../../src/terminal/installed.ts'
import { type Case, rows, situations } from './matrix/cases.ts'
import { makePlaces } from './matrix/places.ts'
import { type Form, type Printed, printed } from './matrix/run-case.ts'
import { expectValid, type Schemas, schemaOf } from './matrix/schemas.ts'

const root = resolve(import.meta.dirname, '../..')

const commands = readdirSync(join(root, 'commands')).map((file) => file.replace(/\.ts$/, ''))
const is_long = process.env.ES_MATRIX === 'long'
const has_script = isInstalled('script', process.env) || process.env.ES_TEST_REQUIRE_ALL === '1'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'es-matrix-'))
  makePlaces(folder)
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every command has a row and a schema', () => {
  expect(Object.keys(rows).sort()).toEqual(commands.sort())
  expect(readdirSync(join(root, 'dist/schemas')).sort()).toEqual(
    [...commands, 'errors'].map((name) => `${name}.json`).sort(),
  )
})

describe.each(Object.keys(rows))('es %s', (command) => {
  const schema = schemaOf(command)

  test.for(situations)('%s', { timeout: 180_000 }, async (situation) => {
    const asked = rows[command]![situation]
    // The demo takes seconds, and knows no store. Its transcript has it in a pipe, its own test with --json.
    if (command === 'demo' && situation !== 'error' && !(is_long && situation === 'one')) return
    const ask = (form: Form) => printed(asked, form, folder)
    const turn = Object.keys(rows).indexOf(command) + situations.indexOf(situation)
    const [asksLines, asksTerminal] = is_long
      ? [true, has_script]
      : [turn % 2 === 0, has_script && turn % 2 === 1]
    const answers = await Promise.all([ask('pipe'), ask('json')])

    expectPiped(answers[0], asked)
    expectDocument(answers[1], asked, schema)
    if (asksLines) expectLines(await ask('jsonl'), asked, schema)
    if (asksTerminal) expectShown(await ask('terminal'), asked)
    if (asksTerminal && situation === 'many') expectShownDocument(await ask('terminal-json'), asked, schema)
  })
})

const hostile_characters =
  /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u180e\u202e\u3164\ufffa\u{e0041}]|\u034f/u

function expectPiped({ status, stdout, stderr }: Printed, asked: Case): void {
  expect({ status, stderr }).toEqual({ status: asked.status, stderr: expect.any(String) })
  expect(stderr).not.toMatch(/ {4}at /)
  expect(stdout).not.toMatch(/\u001b\[/)
  if (!asked.hasResult) {
    if (!asked.reports) expect(stdout).toBe('')
    expect(stderr).toMatch(/^error: .+\n(hint: .+\n)?$/)
  } else expect(stdout).toMatch(/^$|\n$/)
}

function expectDocument({ status, stdout, stderr }: Printed, asked: Case, schema: Schemas): void {
  expect({ status, stderr }).toEqual({ status: asked.status, stderr: expect.any(String) })
  expect(stdout).toMatch(/^\{"v":1,.*\}\n$/)
  expectValid(stdout, asked.hasResult ? schema.document : schema.error)
  if (asked.hasResult) return
  const { error } = JSON.parse(stdout) as {
    error: { code: keyof typeof exit_status; exit: number; message: string }
  }
  expect(error.exit).toBe(status)
  expect(exit_status[error.code]).toBe(status)
  expect(stderr).toContain(`error: ${error.message}\n`)
}

function expectLines({ status, stdout, stderr }: Printed, asked: Case, schema: Schemas): void {
  const lines = stdout.split('\n').slice(0, -1)
  if (schema.line === undefined) {
    expect({ status, stderr }).toEqual({
      status: 2,
      // Of two mistakes it says one.
      stderr: expect.stringContaining(asked.status === 2 ? 'error: ' : "unknown option '--jsonl'"),
    })
    expect(lines).toHaveLength(1)
    expectValid(stdout, schema.error)
    return
  }
  expect({ status, stderr }).toEqual({ status: asked.status, stderr: expect.any(String) })
  for (const line of lines) expect(line).toMatch(/^\{"v":1,.*\}$/)
  for (const line of lines) expectValid(line, asked.hasResult ? schema.line : schema.error)
}

function expectShown({ status, stdout }: Printed, asked: Case): void {
  expect({ status, stdout }).toEqual({ status: asked.status, stdout: expect.any(String) })
  // What events hold is escaped. Colour and the frames of progress are CSI sequences, man makes bold by backspaces.
  const plain = stdout.replaceAll(/\u001b\[[?\d;]*[A-Za-z]/g, '').replaceAll(/[^\0-\u001f]\u0008/g, '')
  expect(plain).not.toMatch(hostile_characters)
  if (!asked.hasResult)
    expect(stdout.replaceAll(/\u001b\[[\d;]*m/g, '')).toMatch(asked.reports ? /^error: /m : /^error: /)
}

/** Both streams come through the terminal; the document is the line that begins as one. */
function expectShownDocument({ status, stdout }: Printed, asked: Case, schema: Schemas): void {
  expect({ status, stdout }).toEqual({ status: asked.status, stdout: expect.any(String) })
  const document = stdout.split('\r\n').find((line) => line.startsWith('{"v":1'))
  expect(document).not.toMatch(hostile_characters)
  expectValid(document as string, asked.hasResult ? schema.document : schema.error)
}
