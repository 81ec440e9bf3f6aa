import { spawn, spawnSync } from 'node:child_process'
import {
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { claim, claimedBy, release } from '../../src/store/claims.ts'
import { ownIdentity, standingOf } from '../../src/store/process-identity.ts'
import { Store } from '../../src/store/store.ts'
import { ended_identity, identityOf } from '../support/identities.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

const bin = join(import.meta.dirname, '../../bin/es.js')
const [pid, start, boot, namespace] = ownIdentity().split('.')

function sleeper(): number {
  const child = spawn('sleep', ['60'])
  onTestFinished(() => void child.kill('SIGKILL'))
  return child.pid as number
}

describe('a process is known', () => {
  test('as this one, as living, and as ended', () => {
    expect(standingOf(ownIdentity())).toBe('self')
    expect(standingOf(identityOf(sleeper()))).toBe('alive')
    expect(standingOf(ended_identity)).toBe('dead')
  })

  test.each([
    [
      'began at another time: its number was given again',
      [pid, `${Number(start) - 1}`, boot, namespace],
      'dead',
    ],
    ['ran before the machine was started', [pid, start, '0badb007', namespace], 'dead'],
    ['is in another container, where its number is another process', [pid, start, boot, '1'], 'unknown'],
  ] as const)('when it %s', (_, parts, standing) => {
    expect(standingOf(parts.join('.'))).toBe(standing)
  })

  test.each(['', '42', '/dev/zero', '1.2.3', `${ownIdentity()}.1`])('and %j is nobody', (text) => {
    expect(standingOf(text)).toBe('dead')
  })
})

describe('a claim', () => {
  test('is one process’s until it is released', () => {
    const folder = temporaryFolder()
    const other = sleeper()
    symlinkSync(identityOf(other), join(folder, 'checkout'))

    expect(claim(folder, 'checkout')).toBe(`process ${other} (sleep 60)`)
    release(folder, 'checkout')
    expect(claimedBy(folder, 'checkout')).toBeDefined()
    expect(claim(folder, 'replacing')).toBeUndefined()
    release(folder, 'replacing')
    expect(readdirSync(folder)).toEqual(['checkout'])
  })

  test('of a killed process whose number lives again is nobody’s', () => {
    const folder = temporaryFolder()
    const [number, , ...rest] = identityOf(sleeper()).split('.')
    symlinkSync([number, '1', ...rest].join('.'), join(folder, 'replacing'))

    expect(claimedBy(folder, 'replacing')).toBeUndefined()
    expect(claim(folder, 'replacing')).toBeUndefined()
    release(folder, 'replacing')
    expect(readdirSync(folder)).toEqual([])
  })

  test('of a process that cannot be looked up holds as long as it is made new', () => {
    const folder = temporaryFolder()
    const mark = join(folder, 'replacing')
    symlinkSync(`7.1.${boot}.1`, mark)

    expect(claim(folder, 'replacing')).toBe('a process of another container')
    const before = Date.now() / 1000 - 11
    lutimesSync(mark, before, before)
    expect(claim(folder, 'replacing')).toBeUndefined()
    release(folder, 'replacing')
  })

  test('makes its mark new while it lasts', async () => {
    const folder = temporaryFolder()
    claim(folder, 'checkout')
    onTestFinished(() => release(folder, 'checkout'))
    lutimesSync(join(folder, 'checkout'), 1, 1)

    await expect
      .poll(() => lstatSync(join(folder, 'checkout')).mtimeMs, { timeout: 5000 })
      .toBeGreaterThan(2000)
  })
})

describe('what is no mark', () => {
  const command = (directory: string, ...words: string[]) =>
    spawnSync(process.execPath, [bin, ...words, '--store', directory], { encoding: 'utf8', timeout: 20_000 })

  test('a link to an endless file is not followed, and keeps nobody out', () => {
    const { directory } = Store.init(temporaryFolder())
    for (const name of ['replacing', 'checkout', 'turn']) symlinkSync('/dev/zero', join(directory, name))

    expect(command(directory, 'log', '--count')).toMatchObject({ status: 0, stdout: '0\n' })
    expect(command(directory, 'append', 's', 'T')).toMatchObject({ status: 0 })
    expect(readdirSync(directory).sort()).toEqual(['.gitignore', 'data.mdb', 'lock.mdb'])
  })

  test('a pipe hangs nobody; who would make the mark is refused', () => {
    const { directory } = Store.init(temporaryFolder())
    spawnSync(
      'mkfifo',
      ['replacing', 'turn'].map((name) => join(directory, name)),
    )

    expect(command(directory, 'log', '--count')).toMatchObject({ status: 0, stdout: '0\n' })
    expect(command(directory, 'append', 's', 'T')).toMatchObject({ status: 8 })
    expect(command(directory, 'compact')).toMatchObject({ status: 8 })
  })
})

test('what killed processes left in the folder goes with the next that writes', async () => {
  const { directory } = Store.init(temporaryFolder())
  mkdirSync(join(directory, 'successor'))
  writeFileSync(join(directory, 'successor', 'data.mdb'), 'half')
  for (const name of ['replacing', 'checkout', 'turn']) symlinkSync(ended_identity, join(directory, name))

  await Store.open(directory, { readOnly: true, ambient: countingAmbient() }).close()
  expect(readdirSync(directory)).toHaveLength(7)
  await Store.open(directory, { readOnly: false, ambient: countingAmbient() }).close()

  expect(readdirSync(directory).sort()).toEqual(['.gitignore', 'data.mdb', 'lock.mdb'])
  expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toBe('*\n')
})
