// Goal: a full disk is said in one line, ends nothing by a signal and loses nothing; with room again, the store goes on.
// Method: a real file system of a few MB, where this user may mount one.
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'

const folder = mkdtempSync(join(tmpdir(), 'es-full-'))
const can_mount = mount('1m')
if (can_mount) unmount()
else process.stderr.write('skipped: the tests of a full disk need a user who may mount a tmpfs\n')

describe.skipIf(!can_mount)('a full disk', () => {
  const store = join(folder, '.es')

  beforeEach(() => {
    mount('8m')
  })
  afterEach(unmount)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('appends until it is full, keeps what was acknowledged, and goes on when there is room', async () => {
    Store.init(folder)
    const acknowledged = await appendUntilFull()

    expect(es('log', '--count').stdout).toBe(`${acknowledged}\n`)
    fill()
    expect(es('append', 's', 'T')).toEqual(full_disk)
    rmSync(join(folder, 'ballast'))
    expect(es('append', 's', 'T')).toMatchObject({ status: 0, stderr: '' })
    expect(es('log', '--count').stdout).toBe(`${acknowledged + 1}\n`)
  })

  test('a lock file that is missing is not made with a hole', () => {
    Store.init(folder)
    es('append', 's', 'T')
    rmSync(join(store, 'lock.mdb'))
    fill()

    expect(es('append', 's', 'T')).toEqual(full_disk)
    expect(es('log')).toEqual(full_disk)
    expect(existsSync(join(store, 'lock.mdb'))).toBe(false)

    rmSync(join(folder, 'ballast'))
    expect(es('append', 's', 'T').status).toBe(0)
  })

  test('a store cannot be made, and can be when there is room', () => {
    fill()
    expect(es('init').status).toBe(74)

    rmSync(join(folder, 'ballast'))
    rmSync(store, { recursive: true, force: true })
    expect(es('init').status).toBe(0)
  })
})

const full_disk = {
  status: 74,
  signal: null,
  stdout: '',
  stderr: 'error: the disk is full: nothing of this write was kept\n',
}

function es(...words: string[]) {
  const bin = join(import.meta.dirname, '../../bin/es.js')
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, signal, stdout, stderr }
}

async function appendUntilFull(): Promise<number> {
  const store = Store.open(join(folder, '.es'), { readOnly: false, ambient: systemAmbient })
  const event = { stream: 's', type: 'T', json: `"${'x'.repeat(50_000)}"` }
  let acknowledged = 0
  try {
    for (;;) acknowledged = store.log.append({ events: [event] }).events[0]!.position
  } catch (error) {
    expect(error).toMatchObject({
      code: 'DISK_FAILED',
      message: 'the disk is full: nothing of this write was kept',
    })
    expect(store.log.tip.position).toBe(acknowledged)
  }
  await store.close()
  return acknowledged
}

/** Leaves not a byte. */
function fill(): void {
  const ballast = openSync(join(folder, 'ballast'), 'w')
  try {
    for (const size of [1 << 20, 1 << 12, 1]) {
      try {
        for (;;) writeSync(ballast, Buffer.alloc(size))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    }
  } finally {
    closeSync(ballast)
  }
}

function mount(size: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}

function unmount(): void {
  execFileSync('umount', [folder])
}
