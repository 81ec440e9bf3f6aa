// Goal: a store on a medium that nobody can write is read without a lock, and nothing else is. Method: a real file system,
// mounted read-only, where this user may mount one.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NewFolder } from '../../src/store/new-folder.ts'
import { Store } from '../../src/store/store.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

const bin = join(import.meta.dirname, '../../bin/es.js')

function mounts(...words: string[]): boolean {
  return spawnSync('mount', words, { stdio: 'ignore' }).status === 0
}

describe('a store on a read-only medium', { timeout: 120_000 }, () => {
  let medium: string
  let isMounted: boolean

  beforeAll(async () => {
    medium = mkdtempSync(join(tmpdir(), 'es-medium-'))
    isMounted = mounts('-t', 'tmpfs', 'none', medium)
    const { directory } = Store.init(join(medium, 'shop'))
    const store = Store.open(directory, { readOnly: false, ambient: countingAmbient() })
    store.log.append({ events: [{ stream: 's', type: 'T', json: '1' }] })
    await store.close()
    rmSync(join(directory, 'lock.mdb'))
    if (isMounted) mounts('-o', 'remount,ro', medium)
    else process.stderr.write('skipped: the tests of a read-only medium need a user who may mount a tmpfs\n')
  })
  afterAll(() => {
    if (isMounted) execFileSync('umount', [medium])
    rmSync(medium, { recursive: true, force: true })
  })

  const es = (...words: string[]) =>
    spawnSync(process.execPath, [bin, ...words, '--store', join(medium, 'shop')], { encoding: 'utf8' })

  test('is read, checked and copied without a lock', (context) => {
    if (!isMounted) context.skip()
    const folder = temporaryFolder()

    expect(es('log', '--count')).toMatchObject({ status: 0, stdout: '1\n' })
    expect(es('fsck')).toMatchObject({ status: 0 })
    for (const command of [['backup'], ['backup', '--compact'], ['repair']])
      expect(es(...command, join(folder, command.join('')))).toMatchObject({ status: 0 })
    expect(es('append', 's', 'T')).toMatchObject({
      status: 74,
      stderr: expect.stringContaining('read-only file system'),
    })
    expect(readdirSync(join(medium, 'shop', '.es')).sort()).toEqual(['.gitignore', 'data.mdb'])
  })

  test('that can be written elsewhere is refused while it has a lock file', (context) => {
    if (!isMounted) context.skip()
    const { directory } = Store.init(temporaryFolder())
    const here = temporaryFolder()
    mounts('--bind', join(directory, '..'), here)
    mounts('-o', 'remount,bind,ro', here)
    const count = () =>
      spawnSync(process.execPath, [bin, 'log', '--count', '--store', here], { encoding: 'utf8' })
    try {
      expect(count()).toMatchObject({ status: 8 })
      rmSync(join(directory, 'lock.mdb'))
      expect(count()).toMatchObject({ status: 0, stdout: '0\n' })
    } finally {
      execFileSync('umount', [here])
    }
  })
})

test.each([
  ['/proc/x', 'DISK_FAILED'],
  ['/proc/x/y', 'DISK_FAILED'],
  ['/dev/null/x', 'REFUSED'],
  ['', 'USAGE'],
  ['a\0b', 'USAGE'],
  ['a'.repeat(5000), 'DISK_FAILED'],
] as const)('nobody tries for ever to make the folder %j', (path, code) => {
  const refused = expect.objectContaining({ code })

  expect(() => new NewFolder(path)).toThrow(refused)
  expect(() => Store.init(path)).toThrow(refused)
})
