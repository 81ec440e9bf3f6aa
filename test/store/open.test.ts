import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findStore } from '../../src/store/find-store.ts'
import { Store } from '../../src/store/store.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

function made(): string {
  return Store.init(temporaryFolder()).directory
}

const open = (directory: string) => Store.open(directory, { readOnly: true, ambient: countingAmbient() })

function replaceWithFolder(data: string): void {
  rmSync(data)
  mkdirSync(data)
}

function replaceWithLink(data: string): void {
  renameSync(data, `${data}.old`)
  symlinkSync(`${data}.old`, data)
}

describe('init', () => {
  test('makes the folders above it, and gives up where no folder can be made', () => {
    const below = join(temporaryFolder(), 'a', 'b')

    expect(Store.init(below).created).toBe(true)
    expect(() => Store.init('/proc/nothing')).toThrow(expect.objectContaining({ code: 'DISK_FAILED' }))
  })

  test('makes a folder that only its owner can read and that git ignores', () => {
    const directory = made()

    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(statSync(join(directory, 'data.mdb')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toBe('*\n')
  })

  test('on a store changes nothing and says so', () => {
    const directory = made()
    const before = readFileSync(join(directory, 'data.mdb'))

    expect(Store.init(join(directory, '..'))).toEqual({ directory, created: false })
    expect(readFileSync(join(directory, 'data.mdb')).equals(before)).toBe(true)
  })
})

describe('a store that cannot be trusted is refused before LMDB opens it', () => {
  test.each([
    ['an empty file', (data: string) => truncateSync(data, 0), 'STORE_DAMAGED'],
    ['a foreign file', (data: string) => writeFileSync(data, 'x'.repeat(20_000)), 'STORE_DAMAGED'],
    ['a short file', (data: string) => truncateSync(data, 10_000), 'STORE_DAMAGED'],
    ['a tiny file', (data: string) => truncateSync(data, 100), 'STORE_DAMAGED'],
    ['no file', (data: string) => rmSync(data), 'STORE_DAMAGED'],
    ['a link in its place', replaceWithLink, 'REFUSED'],
    ['a second name', (data: string) => linkSync(data, `${data}.copy`), 'REFUSED'],
    ['a folder in its place', replaceWithFolder, 'REFUSED'],
    ['a file that others may write', (data: string) => chmodSync(data, 0o666), 'UNSAFE_OWNER'],
  ])('%s', (_, damage, code) => {
    const directory = made()
    damage(join(directory, 'data.mdb'))
    expect(() => open(directory)).toThrow(expect.objectContaining({ code }))
  })

  test('a link in place of the lock file, whose target stays as it is', () => {
    const directory = made()
    const canary = join(directory, '..', 'canary')
    writeFileSync(canary, 'mine')
    rmSync(join(directory, 'lock.mdb'))
    symlinkSync(canary, join(directory, 'lock.mdb'))

    expect(() => open(directory)).toThrow(expect.objectContaining({ code: 'REFUSED' }))
    expect(readFileSync(canary, 'utf8')).toBe('mine')
  })

  test('but a missing lock file is made again', async () => {
    const directory = made()
    rmSync(join(directory, 'lock.mdb'))

    const store = open(directory)

    expect(store.log.tip.position).toBe(0)
    await store.close()
  })
})

describe('finding a store', () => {
  test('walks up from where one stands', () => {
    const directory = made()
    const below = join(directory, '..', 'a', 'b')
    mkdirSync(below, { recursive: true })

    expect(findStore(below)).toBe(directory)
  })

  test('says where it looked when there is none', () => {
    const folder = temporaryFolder()
    expect(() => findStore(folder)).toThrow(
      expect.objectContaining({ code: 'STORE_NOT_FOUND', at: { directory: folder } }),
    )
  })
})
