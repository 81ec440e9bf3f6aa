// Goal: no command reads what it was not given, hangs, or loses its temper, whatever its three streams are. Method: each
// command that the output matrix knows, in a shell, with stdin random, closed and slow, and with stdout closed, full,
// and read for one line only; compared with the same command beside empty stdin.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Case, rows } from './matrix/cases.ts'
import { bin, copyOf, emptyHome, makePlaces, removeCopy } from './matrix/places.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'es-every-stream-'))
  makePlaces(folder)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Of each command one command line that has a result and reads no stdin. The demo takes seconds. */
const asked = Object.entries(rows).flatMap(([command, row]): [string, Case][] => {
  const fit = [row.many, row.one, row.empty].find(({ status, stdin }) => status === 0 && stdin === undefined)
  return fit === undefined || command === 'demo' ? [] : [[command, fit]]
})

async function inShell({ words, place }: Case, script: string) {
  const copy = copyOf(place, folder)
  const quoted = [process.execPath, bin, ...words]
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    .join(' ')
  const env = {
    PATH: process.env.PATH,
    HOME: emptyHome(folder),
    TZ: 'UTC',
    ES_TEST_NOW: '2027-01-01T00:00:00Z',
    ES_TEST_IDS: '1',
  }
  const child = spawn('timeout', ['60', 'bash', '-c', `es() { ${quoted}; }\n${script}`], {
    cwd: copy,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)]
  const status = await new Promise((done) => child.on('close', (code, signal) => done(signal ?? code)))
  removeCopy(copy)
  const normal = (printed: string) => printed.replaceAll(copy, '$PLACE')
  return { status, stdout: normal(await stdout), stderr: normal(await stderr) }
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const is_long = process.env.ES_MATRIX === 'long'

test('all commands are asked', () => {
  expect(asked.map(([command]) => command).sort()).toEqual(
    Object.keys(rows)
      .filter((command) => command !== 'demo')
      .sort(),
  )
})

test.for(asked)('es %s', { timeout: 180_000 }, async ([, command]) => {
  const plain = await inShell(command, 'es < /dev/null')
  expect(plain.status).toBe(0)

  // stdin is not named, so it is not read: neither waited for nor taken for an argument.
  // In the short form each command has one of the three.
  const sources = ['es < /dev/urandom', 'es <&-', 'es < <(exec sleep 10 >&- 2>&-)']
  const turn = asked.findIndex(([, other]) => other === command) % sources.length
  for (const given of is_long ? sources : [sources[turn]!])
    expect({ given, ...(await inShell(command, given)) }).toEqual({ given, ...plain })
  // Whom nobody reads may end before its remarks on stderr.
  for (const [given, stdout] of [
    ['es >&-', ''],
    ['es | head -1; exit "$PIPESTATUS"', plain.stdout.split(/(?<=\n)/)[0] ?? ''],
  ] as const) {
    const cut = await inShell(command, given)
    expect({ given, ...cut, stderr: '' }).toEqual({ given, ...plain, stdout, stderr: '' })
    expect(['', plain.stderr]).toContain(cut.stderr)
  }
  if (plain.stdout === '') return
  const full = await inShell(command, 'es > /dev/full')
  expect(full.status).toBe(74)
  expect(full.stderr).toMatch(/^error: cannot write to stdout: the disk is full$/m)
})
