import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// Goal: what leaves the program and what it reads behaves in a shell as git does. Method: the built program, real
// pipes, real files, on a store of 20,000 events.
const bin = resolve(import.meta.dirname, '../../bin/es.js')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'es-streams-'))
  const lines = Array.from({ length: 20_000 }, (_, index) => eventLine(index))
  writeFileSync(join(folder, 'events.jsonl'), lines.join(''))
  expect(sh('es init && es append - < events.jsonl > receipt').status).toBe(0)
})

afterAll(() => rmSync(folder, { recursive: true }))

function eventLine(index: number): string {
  return `${JSON.stringify({ stream: `cart-${index % 100}`, type: 'ItemAdded', data: { text: 'x'.repeat(400) } })}\n`
}

function sh(command: string, options: { input?: string; stdio?: (number | 'pipe')[] } = {}) {
  const script = `es() { '${process.execPath}' '${bin}' "$@"; }\n${command}`
  const env = { PATH: process.env.PATH, HOME: folder, TZ: 'UTC' }
  return spawnSync('bash', ['-c', script], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 180_000,
    ...options,
  })
}

test('| head -1 ends a reading command quietly with 0', () => {
  const { stdout, stderr } = sh('es export | head -1; echo "$PIPESTATUS"')

  expect(stdout).toMatch(/^\{"v":1,"position":1,.*\n0\n$/)
  expect(stderr).toBe('')
})

test('| head -1 does not stop a writing command', () => {
  const { stdout } = sh('es append - < events.jsonl | head -1; echo "$PIPESTATUS"; es rev-parse HEAD')

  expect(stdout).toBe('20001 cart-0@201 ItemAdded\n0\n40000\n')
})

test('a slow reader gets every byte', () => {
  const { stdout } = sh('es export ROOT..20000 | (sleep 1; wc -cl)')
  const [lines, sizeBytes] = stdout.trim().split(/\s+/).map(Number)

  expect(lines).toBe(20_000)
  expect(sizeBytes).toBeGreaterThan(10_000_000)
})

test('a disk that is full is said, with 74', () => {
  const { status, stderr } = sh('es export > /dev/full')

  expect(stderr).toBe('error: cannot write to stdout: the disk is full\n')
  expect(status).toBe(74)
})

test('a writing command that cannot say what it did says that it did it', () => {
  const { status, stderr } = sh('es init apart > /dev/null; cd apart; es append a-1 Tried > /dev/full')

  expect(stderr).toContain('hint: only the answer is lost: what was to be changed is changed\n')
  expect(status).toBe(74)
  expect(sh('cd apart; es log --count').stdout).toBe('1\n')
})

test('so it is with the version', () => {
  expect(sh('es --version > /dev/full').stderr).toBe('error: cannot write to stdout: ENOSPC\n')
  expect(sh('es --version > /dev/full').status).toBe(74)
  expect(sh('es --version | true; echo "$PIPESTATUS"')).toMatchObject({ stdout: '0\n', stderr: '' })
})

test('stdout and stdin may be closed', () => {
  expect(sh('es rev-parse HEAD >&-').status).toBe(0)
  expect(sh('es rev-parse HEAD <&-').stdout).toBe('40000\n')
})

test('stdin is read only when it is named', () => {
  const garbage = openSync('/dev/zero', 'r')

  const { stdout, status } = sh('es rev-parse HEAD', { stdio: [garbage, 'pipe', 'pipe'] })

  closeSync(garbage)
  expect(stdout).toBe('40000\n')
  expect(status).toBe(0)
})

test('stdin that is not UTF-8 is refused', () => {
  const { status, stderr } = sh('printf \'"\\xff"\' | es append cart-1 ItemAdded -')

  expect(stderr).toBe('error: stdin is not valid UTF-8\n')
  expect(status).toBe(2)
})

test('a byte order mark that starts stdin is dropped', () => {
  expect(sh("printf '\\xef\\xbb\\xbf{}' | es append bom T - --dry-run").status).toBe(0)
})

test.for(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a command that waits, and nothing is half-written',
  async (signal) => {
    const waiting = spawn(process.execPath, [bin, 'append', '-'], { cwd: folder })
    waiting.stdin.write(eventLine(0))
    setTimeout(() => waiting.kill(signal), 500)

    const [, endedBy] = await once(waiting, 'close')

    expect(endedBy).toBe(signal)
    expect(sh('es rev-parse HEAD').stdout).toBe('40000\n')
  },
)

test('--debug prints the stack of an error, and without it there is none', () => {
  expect(sh('es rev-parse zork').stderr).not.toContain('    at ')
  expect(sh('es rev-parse zork --debug').stderr).toMatch(
    /^error: unknown revision 'zork'\n.*RevisionUnknownError.*\n +at /,
  )
})

test('an old Node is refused in one line', () => {
  writeFileSync(
    join(folder, 'old.cjs'),
    `Object.defineProperty(process, 'versions', { value: { node: '18.20.0' } })`,
  )

  const { status, stderr } = sh(`'${process.execPath}' -r ./old.cjs '${bin}' log`)

  expect(stderr).toBe('error: es needs Node 20.19 or newer, and this is 18.20.0\n')
  expect(status).toBe(70)
})
