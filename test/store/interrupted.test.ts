// Goal: a command that is told to end leaves nothing beside its place, and says so in one line. Method: real commands on a
// store that takes a while to prove, ended by each signal.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { storeOf } from '../support/checking.ts'
import { ended_identity } from '../support/identities.ts'
import { temporaryFolder } from '../support/stores.ts'

const bin = join(import.meta.dirname, '../../bin/es.js')
const events = 60_000

test.each([
  ['backup', 'SIGINT', 130, 'interrupted'],
  ['repair', 'SIGTERM', 143, 'terminated'],
  ['compact', 'SIGHUP', 129, 'the terminal was closed'],
] as const)(
  '%s, ended by %s, leaves nothing behind',
  { timeout: 120_000 },
  async (command, signal, status, words) => {
    const directory = await storeOf(events)
    const before = readdirSync(directory).filter((name) => name !== 'lock.mdb')
    const beside = temporaryFolder()
    // Left by a process that was killed.
    mkdirSync(join(beside, `.es-new.${ended_identity}.0`, 'half'), { recursive: true })
    const target = command === 'compact' ? [] : [join(beside, 'new')]
    const child = spawn(process.execPath, [bin, command, ...target, '--store', directory], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (text) => {
      said += text
    })
    const place = command === 'compact' ? directory : beside
    await expect
      .poll(
        () =>
          readdirSync(place).some(
            (name) => name === 'successor' || (name.endsWith('.0') && !name.includes(ended_identity)),
          ),
        {
          interval: 5,
          timeout: 60_000,
        },
      )
      .toBe(true)
    child.kill(signal)

    expect(await once(child, 'close')).toSatisfy(
      ([code, name]: [number | null, string | null]) => code === status || name === signal,
    )
    expect(said).toBe(`error: ${words}\n`)
    expect(readdirSync(beside)).toEqual(command === 'compact' ? [`.es-new.${ended_identity}.0`] : [])
    expect(readdirSync(directory).filter((name) => name !== 'lock.mdb')).toEqual(before)
  },
)
