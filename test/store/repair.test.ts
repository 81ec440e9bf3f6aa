import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import type { RecordedEvent } from '../../src/store/event.ts'
import { PageFile } from '../../src/store/integrity/page-file.ts'
import { main_branch, positionKey, textKey } from '../../src/store/keys.ts'
import { type RebuildReport, rebuildIndexes } from '../../src/store/rebuild-indexes.ts'
import { type RepairReport, repairStore, type StrandedSink } from '../../src/store/repair.ts'
import { Store } from '../../src/store/store.ts'
import { check, damaged, dataFile, storeOf, tamper, tamperBlock } from '../support/checking.ts'
import { bitsOf, flip, livedInStore, randomFrom } from '../support/damage.ts'
import { liveBytes } from '../support/live-bytes.ts'
import { temporaryFolder } from '../support/stores.ts'

const cause = { actor: 'ann', command: 'es repair', timeMs: 0 }

function repair(
  directory: string,
  target = join(temporaryFolder(), 'saved'),
  stranded: StrandedSink = { add: () => undefined },
): RepairReport & { saved: string } {
  const steps = repairStore(directory, target, { ambient: systemAmbient, cause, stranded })
  for (;;) {
    const step = steps.next()
    if (step.done) return { ...step.value, saved: join(target, '.es') }
  }
}

async function rebuild(directory: string): Promise<RebuildReport> {
  const steps = rebuildIndexes(directory, { ambient: systemAmbient })
  for (;;) {
    const step = await steps.next()
    if (step.done) return step.value
  }
}

/** Everything that can be seen of the events up to a position, and of the tags. */
async function contents(directory: string, upTo: number) {
  const store = Store.open(directory, { readOnly: true, ambient: systemAmbient })
  const events = Array.from(store.log.read({ upTo }), (event: RecordedEvent) => {
    const { position, stream, version, type, id, time, json, metaJson, hash, salt } = event
    return { position, stream, version, type, id, time, json, metaJson, hash, salt }
  })
  const tags = store.refs.tags().filter(({ position }) => position <= upTo)
  await store.close()
  return { events, tags }
}

describe('repair saves', () => {
  test('all of a whole store: every event, to the byte, and the tags', async () => {
    const directory = await livedInStore(randomFrom(1))
    const { tip } = check(directory)

    const { saved, proven } = repair(directory)

    expect(proven.position).toBe(tip)
    expect(await contents(saved, tip)).toEqual(await contents(directory, tip))
    expect(check(saved).findings).toEqual([])
  })

  test('what stands before the first damaged event, and the tags within it', async () => {
    const directory = await storeOf(1000, 250)
    const before = await contents(directory, 500)
    const file = readFileSync(dataFile(directory))
    for (let at = file.indexOf('"index":501,'); at !== -1; at = file.indexOf('"index":501,', at + 1))
      file.write('7', at + 8)
    writeFileSync(dataFile(directory), file)

    const { saved, proven, tags } = repair(directory)

    expect({ position: proven.position, tags }).toEqual({ position: 500, tags: 1 })
    expect(await contents(saved, 1000)).toEqual(before)
    expect(check(saved).findings).toEqual([])
  })

  test.each([
    [300, 'the next block'],
    [200, 'a tag'],
  ])('a block of %d events of which only the kept hash is damaged: %s keeps it', async (events) => {
    const directory = await storeOf(events, events)
    const before = await contents(directory, events)
    await tamperBlock(directory, 1, (_, bytes) => bytes.write('ff'.repeat(8), 72, 'hex'))
    expect(damaged(directory)).not.toEqual([])

    expect(await contents(repair(directory).saved, events)).toEqual(before)
  })

  test('every event, though a name is damaged: the entry of the name knows its number', async () => {
    const directory = await storeOf(300, 300)
    const before = await contents(directory, 300)
    const file = readFileSync(dataFile(directory))
    const [key, name] = [Buffer.from('5300000003', 'hex'), Buffer.from('order-3')]
    const entry = Buffer.concat([key, name])
    for (let at = file.indexOf(entry); at !== -1; at = file.indexOf(entry, at + 1)) file.write('X', at + 6)
    writeFileSync(dataFile(directory), file)
    expect(damaged(directory)).not.toEqual([])

    expect(await contents(repair(directory).saved, 300)).toEqual(before)
  })

  test('apart, what lies behind the damage, and says what proves it', async () => {
    const directory = await storeOf(1000, 1000)
    const { events } = await contents(directory, 1000)
    const store = Store.open(directory, { readOnly: false, ambient: systemAmbient })
    const second = events[599] as { position: number; hash: string }
    const tag = { name: 'later', branch: 'main', position: 600, hash: second.hash, taggedMs: 0, models: [] }
    store.refs.setTag({ ...tag, eventMs: 0, message: undefined, actor: undefined }, { force: true, cause })
    await store.close()
    const file = readFileSync(dataFile(directory))
    for (let at = file.indexOf('"index":300,'); at !== -1; at = file.indexOf('"index":300,', at + 1))
      file.write('7', at + 8)
    writeFileSync(dataFile(directory), file)
    const behind: number[][] = []
    const stranded = {
      add: (found: Iterable<RecordedEvent>, beginsStretch: boolean) => {
        if (beginsStretch) behind.push([])
        for (const { position, hash, json } of found) {
          expect({ hash, json }).toEqual({
            hash: events[position - 1]?.hash,
            json: events[position - 1]?.json,
          })
          behind.at(-1)?.push(position)
        }
      },
    }

    const report = repair(directory, join(temporaryFolder(), 'saved'), stranded)

    const [stretch] = report.stranded
    expect(report.lost).toBe(1000 - report.proven.position)
    expect(report.proven.position).toBeLessThan(301)
    expect(report.stranded).toEqual([
      { first: stretch?.first, last: 1000, provenTo: 1000, provenBy: "tag 'v1000'" },
    ])
    expect(stretch?.first).toBeGreaterThan(301)
    expect(stretch?.first).toBeLessThan(600)
    expect(behind).toEqual([
      Array.from({ length: 1001 - Number(stretch?.first) }, (_, index) => Number(stretch?.first) + index),
    ])
  })

  test('a block as it was before it was written over, when that is still there', async () => {
    const directory = await storeOf(1000, 250)
    const before = await contents(directory, 1000)
    await tamperBlock(directory, 501, (_, bytes) => bytes.write('7', bytes.indexOf('"index":50') + 8))

    expect(await contents(repair(directory).saved, 1000)).toEqual(before)
  })

  test('everything, when both headers are gone', async () => {
    const directory = await storeOf(600, 100)
    const before = await contents(directory, 600)
    const file = readFileSync(dataFile(directory))
    writeFileSync(dataFile(directory), file.fill(0, 0, 8192))

    const { saved } = repair(directory)

    expect(await contents(saved, 600)).toEqual(before)
  })

  test('everything, when every branch of every tree is gone', async () => {
    const directory = await storeOf(17_000, 4000)
    const before = check(directory).proven
    const file = readFileSync(dataFile(directory))
    for (let page = 2; page * 4096 < file.length; page++)
      if (file.readUInt32LE(page * 4096) === page && file.readUInt16LE(page * 4096 + 18) === 1)
        file.fill(0, page * 4096, (page + 1) * 4096)
    writeFileSync(dataFile(directory), file)

    expect(damaged(directory)).toContain('pages')
    expect(repair(directory).proven).toEqual(before)
  })

  test('a beginning of a file that is cut off', async () => {
    const directory = await storeOf(2000, 100)
    const { size } = { size: readFileSync(dataFile(directory)).length }
    const { events } = await contents(directory, 2000)
    truncateSync(dataFile(directory), Math.floor(size * 0.6))

    const { proven } = repair(directory)

    expect(proven.position).toBeGreaterThan(0)
    expect(proven.hash).toBe(events[proven.position - 1]?.hash)
  })

  test('a proven beginning, whichever bit is turned over; all, when a check finds the log whole', async () => {
    const random = randomFrom(5)
    const directory = await storeOf(400, 40)
    const { events } = await contents(directory, 400)
    const draw = bitsOf(liveBytes(dataFile(directory)), random)

    for (let done = 0; done < 15; done++) {
      const bit = draw()
      flip(dataFile(directory), bit)
      const { proven } = repair(directory)
      const found = check(directory)
      flip(dataFile(directory), bit)
      expect(proven.hash).toBe(events[proven.position - 1]?.hash ?? '0'.repeat(64))
      expect(proven.position).toBeGreaterThanOrEqual(found.proven.position)
    }
  })

  test('nothing that the newest state of the file does not have, while that can be read', async () => {
    const directory = await storeOf(400, 40)
    await tamper(directory, (table) => table('history').remove(positionKey(main_branch, 361)))

    // The block is still there, on a page that is free now; the tree is sound and says that it is not.
    expect(repair(directory).proven.position).toBe(360)
  })

  test('without touching the old store, nor a folder that is not empty', async () => {
    const directory = await storeOf(100)
    const before = readFileSync(dataFile(directory))
    const names = readdirSync(directory)
    const full = temporaryFolder()
    writeFileSync(join(full, 'mine'), 'x')

    repair(directory)
    expect(() => repair(directory, full)).toThrow(expect.objectContaining({ code: 'REFUSED' }))

    expect(readFileSync(dataFile(directory)).equals(before)).toBe(true)
    expect(readdirSync(directory)).toEqual(names)
    expect(readdirSync(full)).toEqual(['mine'])
  })
})

describe('rebuilding the indexes', () => {
  test('does nothing to a whole store', async () => {
    const directory = await storeOf(100)
    const before = readFileSync(dataFile(directory))

    expect(await rebuild(directory)).toMatchObject({ isRebuilt: false })
    expect(readFileSync(dataFile(directory)).equals(before)).toBe(true)
  })

  test('makes entries, numbers of names and indexes anew, and keeps all else', async () => {
    const directory = await storeOf(17_000, 4000)
    const before = await contents(directory, 17_000)
    const { hash } = check(directory).proven
    let storeId: Buffer | undefined
    await tamper(directory, (table) => {
      storeId = table('meta').get(textKey('storeId'))
      table('ids').remove(
        [...table('ids').entries({ from: Buffer.alloc(1), to: Buffer.alloc(4, 255) })][0]!.key,
      )
      table('index').remove(
        [...table('index').entries({ from: Buffer.alloc(1), to: Buffer.alloc(4, 255) })][0]!.key,
      )
      table('names').remove(textKey('s', 'order-3'))
      table('worktree').put(textKey('r'), Buffer.from('{"position":12}'))
    })
    expect(damaged(directory).sort()).toEqual(['ids', 'index', 'names'])

    expect(await rebuild(directory)).toMatchObject({ isRebuilt: true, emptied: [], proven: { hash } })

    expect(check(directory).findings).toEqual([])
    expect(await contents(directory, 17_000)).toEqual(before)
    await tamper(directory, (table) => {
      expect(table('meta').get(textKey('storeId'))).toEqual(storeId)
      expect(table('worktree').get(textKey('r'))?.toString()).toBe('{"position":12}')
    })
    expect(existsSync(join(directory, 'successor'))).toBe(false)
  })

  test('mends a tree whose page is damaged, and empties caches that are', async () => {
    const directory = await livedInStore(randomFrom(3))
    const path = dataFile(directory)
    const before = await contents(directory, check(directory).tip)
    zeroRoot(path, 'documents')
    zeroRoot(path, 'ids')
    expect(damaged(directory)).toEqual(['pages'])

    const { emptied } = await rebuild(directory)

    expect(emptied).toEqual(['models', 'documents'])
    expect(check(directory).findings).toEqual([])
    expect(await contents(directory, before.events.length)).toEqual(before)
  })

  test.each(['history', 'refs', 'operations'])('changes nothing when %s is damaged', async (table) => {
    const directory = await storeOf(300, 10)
    zeroRoot(dataFile(directory), table)
    if (table === 'history') loseBlocks(dataFile(directory))
    const before = readFileSync(dataFile(directory))

    await expect(rebuild(directory)).rejects.toThrow(expect.objectContaining({ code: 'STORE_DAMAGED' }))

    expect(readFileSync(dataFile(directory)).equals(before)).toBe(true)
    expect(existsSync(join(directory, 'successor'))).toBe(false)
  })
})

/** Fills the root page of a table's tree with zeros. */
function zeroRoot(path: string, table: string): void {
  const file = new PageFile(path)
  const bytes = readFileSync(path)
  const name = bytes.indexOf(`${table}\0`, file.meta.main.root * file.pageBytes)
  file.close()
  const root = Number(bytes.readBigUInt64LE(name + table.length + 1 + 40))
  bytes.fill(0, root * 4096, (root + 1) * 4096)
  writeFileSync(path, bytes)
}

/** Fills the pages of all blocks with zeros, as far as they carry a block's mark. */
function loseBlocks(path: string): void {
  const bytes = readFileSync(path)
  for (let at = bytes.indexOf('ESB1'); at !== -1; at = bytes.indexOf('ESB1', at + 1))
    bytes.fill(0, at, at + 64)
  writeFileSync(path, bytes)
}
