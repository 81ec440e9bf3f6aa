import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type BackupOptions, type BackupReport, backupStore } from '../../src/store/backup.ts'
import { Store } from '../../src/store/store.ts'
import { check, dataFile, numbered, storeOf, tamperBlock } from '../support/checking.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

async function backup(
  directory: string,
  target: string,
  { compact = false, between = () => undefined }: Partial<BackupOptions> & { between?: () => void } = {},
): Promise<BackupReport> {
  const steps = backupStore(directory, target, { compact })
  for (;;) {
    const taken = steps.next()
    between()
    const step = await taken
    if (step.done) return step.value
  }
}

const newTarget = () => join(temporaryFolder(), 'copy')

test.each([false, true])('a copy is a whole store with the same events (compact: %s)', async (compact) => {
  const directory = await storeOf(2000)
  const target = newTarget()

  const { proven, sizeBytes } = await backup(directory, target, { compact })

  const copy = check(join(target, '.es'))
  expect(copy).toMatchObject({ findings: [], tip: 2000, proven: check(directory).proven })
  expect(proven).toEqual(copy.proven)
  expect(sizeBytes).toBe(statSync(dataFile(join(target, '.es'))).size)
  expect(readdirSync(join(target, '.es')).sort()).toEqual(['.gitignore', 'data.mdb', 'lock.mdb'])
})

test('a compact copy leaves the free pages out', async () => {
  const directory = await storeOf(600, 6)

  const [whole, compact] = [
    await backup(directory, newTarget()),
    await backup(directory, newTarget(), { compact: true }),
  ]

  expect(compact.sizeBytes).toBeLessThan(whole.sizeBytes)
  expect(compact.proven).toEqual(whole.proven)
})

test.each([false, true])('is consistent while others write (compact: %s)', async (compact) => {
  const directory = await storeOf(1000, 20)
  const store = Store.open(directory, { readOnly: false, ambient: countingAmbient(Date.UTC(2027, 0, 1)) })
  const target = newTarget()
  let next = 1000
  const end = next + 60

  const { proven } = await backup(directory, target, {
    compact,
    between: () => {
      for (let times = 0; times < 10 && next < end; times++) store.log.append({ events: [numbered(next++)] })
    },
  })

  expect(proven.position).toBeGreaterThanOrEqual(1000)
  expect(proven.hash).toBe(store.log.hashAt(proven.position))
  expect(check(join(target, '.es')).findings).toEqual([])
  await store.close()
})

test('comes back by copying it to where the store was', async () => {
  const directory = await storeOf(300)
  const target = newTarget()
  await backup(directory, target)
  const before = check(directory).proven
  writeFileSync(dataFile(directory), 'lost')

  copyFileSync(dataFile(join(target, '.es')), dataFile(directory))

  expect(check(directory)).toMatchObject({ findings: [], proven: before })
})

test('refuses a folder that is not empty, and leaves it alone', async () => {
  const directory = await storeOf(10)
  const target = temporaryFolder()
  writeFileSync(join(target, 'mine'), 'x')

  await expect(backup(directory, target)).rejects.toThrow(expect.objectContaining({ code: 'REFUSED' }))

  expect(readdirSync(target)).toEqual(['mine'])
})

test('takes an empty folder', async () => {
  const target = newTarget()
  mkdirSync(target)

  await backup(await storeOf(10), target)

  expect(check(join(target, '.es')).tip).toBe(10)
})

test.each([false, true])('of a damaged store there is none (compact: %s)', async (compact) => {
  const directory = await storeOf(100)
  await tamperBlock(directory, 1, ({ previous }) => previous.fill(3))
  const before = readFileSync(dataFile(directory))
  const target = newTarget()

  await expect(backup(directory, target, { compact })).rejects.toThrow(
    expect.objectContaining({ code: 'STORE_DAMAGED' }),
  )

  expect(existsSync(target)).toBe(false)
  expect(readdirSync(join(target, '..'))).toEqual([])
  expect(readFileSync(dataFile(directory)).equals(before)).toBe(true)
})
