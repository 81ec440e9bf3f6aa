import { chmodSync, copyFileSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Environment, table_names } from '../../src/store/environment.ts'
import { idKey } from '../../src/store/event-ids.ts'
import { fsck } from '../../src/store/integrity/fsck.ts'
import { markVerified } from '../../src/store/integrity/mark-verified.ts'
import { main_branch, positionKey, textKey, u32Key } from '../../src/store/keys.ts'
import { makeLockFile } from '../../src/store/make-lock-file.ts'
import { index_kinds } from '../../src/store/segment-index.ts'
import { Store } from '../../src/store/store.ts'
import { check, damaged, dataFile, numbered, storeOf, tamper, tamperBlock } from '../support/checking.ts'
import { liveBytes } from '../support/live-bytes.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

/** More than one full segment of the index, and a tail that is not folded. */
const many_events = 20_037

describe('a whole store', () => {
  test('has no findings, and every event of it is proven', async () => {
    const directory = await storeOf(many_events, 5000)

    const report = check(directory)

    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ tip: many_events, provenFrom: 0, isDamaged: false })
    expect(report.proven.position).toBe(many_events)
  })

  test('may be empty', async () => {
    expect(check(await storeOf(0))).toMatchObject({ tip: 0, findings: [], isDamaged: false })
  })

  test('may consist of a tail of single appends', async () => {
    expect(check(await storeOf(40, 1))).toMatchObject({ tip: 40, findings: [] })
  })

  test('is not changed by a check, not by a byte', async () => {
    const directory = await storeOf(300)
    const before = readFileSync(dataFile(directory))

    check(directory)

    expect(readFileSync(dataFile(directory)).equals(before)).toBe(true)
  })

  test('is whole as it was at the beginning of the check, whoever writes meanwhile', async () => {
    const directory = await storeOf(2000)
    const store = Store.open(directory, { readOnly: false, ambient: countingAmbient(Date.UTC(2027, 0, 1)) })
    const steps = fsck(directory)
    let written = 0

    for (;;) {
      const step = steps.next()
      if (step.done) {
        expect(step.value).toMatchObject({ tip: 2000, findings: [] })
        break
      }
      // Single appends go to the tail, which is folded now and then: that frees and reuses many pages.
      for (let times = 0; times < 40; times++) store.log.append({ events: [numbered(2000 + written++)] })
    }

    await store.close()
    expect(check(directory)).toMatchObject({ tip: 2000 + written, findings: [] })
  })
})

describe('a defect in the log is found and named:', () => {
  test('data that is not what was appended', async () => {
    const directory = await storeOf(1000, 250)

    await tamperBlock(directory, 501, (_, bytes) => bytes.write('7', bytes.indexOf('"index":50') + 8))

    const report = check(directory)
    expect(report.proven.position).toBe(500)
    expect(report.findings).toEqual([
      {
        check: 'chain',
        severity: 'damage',
        position: 501,
        message: 'the hashes of events 501 to 750 do not follow from what they hold',
      },
    ])
  })

  test('a block that was replaced by another, chained in itself', async () => {
    const directory = await storeOf(1000, 250)
    const change = (_: unknown, bytes: Buffer) => bytes.write('7', bytes.indexOf('"index":50') + 8)

    await tamperBlock(directory, 501, change, { rechain: true })

    const { findings, proven } = check(directory)
    expect(findings.map(({ message }) => message)).toEqual(['the chain is broken between 750 and 751'])
    expect(proven.position).toBe(750)
  })

  test('events that are missing', async () => {
    const directory = await storeOf(1000, 250)

    await tamper(directory, (table) => table('history').remove(positionKey(main_branch, 251)))

    const { findings, proven } = check(directory)
    expect(findings.map(({ message }) => message)).toEqual(['events 251 to 500 are missing'])
    expect(proven.position).toBe(250)
  })

  test('a time that falls', async () => {
    const directory = await storeOf(100)
    const change = (columns: { time: { [index: number]: number } }) => {
      columns.time[50] = 3
    }
    const late = await storeOf(100, 1)

    await tamperBlock(directory, 1, (columns) => change(columns), { rechain: true })

    expect(damaged(late)).toEqual([])
    expect(damaged(directory)).toContain('times')
  })

  test('versions of a stream with a gap', async () => {
    const directory = await storeOf(100)

    await tamperBlock(directory, 1, ({ version }) => version.fill(9, 70, 71), { rechain: true })

    expect(damaged(directory)).toContain('versions')
  })

  test('a link to another event than the one before', async () => {
    const directory = await storeOf(100)

    await tamperBlock(directory, 1, ({ previous }) => previous.fill(8, 70, 71))

    expect(damaged(directory)).toEqual(['versions'])
  })

  test('a flag that says wrongly that numbers are exact', async () => {
    const directory = await storeOf(100)

    await tamperBlock(directory, 1, ({ flags }) => flags.fill((flags[3] as number) | 2, 3, 4))

    expect(damaged(directory)).toEqual(['blocks'])
  })

  test('an id that two events have', async () => {
    const directory = await storeOf(100)
    await tamperBlock(directory, 1, (_, bytes) => bytes.write('own-10', bytes.indexOf('own-20')), {
      rechain: true,
    })

    await tamper(directory, (table) => {
      table('ids').remove(idKey(main_branch, 'own-20', 21))
      table('ids').put(idKey(main_branch, 'own-10', 21), Buffer.alloc(0))
    })

    expect(check(directory).findings.filter(({ check }) => check === 'ids')).toMatchObject([{ position: 21 }])
  })
})

test('ids: an id that the store drew for two events of one millisecond', async () => {
  const directory = await storeOf(100)

  // All of a batch have the same time; the ids ascend, so that the check must go back to the first of them.
  await tamperBlock(directory, 1, ({ id }) => id.copyWithin(51 * 16, 31 * 16, 32 * 16), { rechain: true })

  expect(check(directory).findings.filter(({ check }) => check === 'ids')).toMatchObject([{ position: 52 }])
})

describe('a defect in what is derived from the log is found and named:', () => {
  test.each([
    ['ids', 'an id without its entry', 'ids', idKey(main_branch, 'own-20', 21), undefined],
    ['ids', 'an id that no event has', 'ids', idKey(main_branch, 'own-21', 22), Buffer.alloc(0)],
    ['names', 'a name without its number', 'names', textKey('s', 'order-3'), undefined],
    ['names', 'a name with the number of another', 'names', textKey('t', 'Type1'), u32Key(2)],
    ['names', 'a name that nothing has', 'names', textKey('t', 'Type9'), u32Key(9)],
    ['tags', 'a ref of no kind', 'refs', textKey('x'), Buffer.from('{}')],
    ['head', 'HEAD on no branch', 'refs', textKey('h'), Buffer.from('{"branch":"side"}')],
    [
      'head',
      'HEAD after the last event',
      'refs',
      textKey('h'),
      Buffer.from('{"branch":"main","position":101}'),
    ],
    ['operations', 'a gap in the op log', 'operations', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), undefined],
    [
      'models',
      'a read model of the future',
      'models',
      Buffer.from('\0\0\0\x01m'),
      Buffer.from('{"live":{"position":101}}'),
    ],
    ['models', 'a document of the future', 'documents', Buffer.alloc(16, 1), Buffer.from('x')],
    ['worktree', 'a work tree of the future', 'worktree', textKey('r'), Buffer.from('{"position":101}')],
    ['format', 'an unknown format', 'meta', textKey('format'), Buffer.from('99')],
    ['format', 'no id of the store', 'meta', textKey('storeId'), undefined],
    ['format', 'an entry that no store has', 'meta', textKey('other'), Buffer.from('1')],
    ['tables', 'a table that no store has', 'foreign', Buffer.from('k'), Buffer.from('v')],
  ] as const)('%s: %s', async (name, _, table, key, value) => {
    const directory = await storeOf(100)

    await tamper(directory, (tables) => {
      if (value === undefined) tables(table).remove(key)
      else tables(table).put(key, value)
    })

    expect(damaged(directory)).toEqual([name])
  })

  test.each(['hash', 'position', 'eventMs'])('tags: another %s than when it was set', async (member) => {
    const directory = await storeOf(100)

    await tamper(directory, (table) => {
      const tag = JSON.parse((table('refs').get(textKey('t', 'v100')) as Buffer).toString())
      const wrong = { hash: 'f'.repeat(64), position: 101, eventMs: 7 }[member]
      table('refs').put(textKey('t', 'v100'), Buffer.from(JSON.stringify({ ...tag, [member]: wrong })))
    })

    expect(damaged(directory)).toEqual(['tags'])
  })

  test('index: entries that are wrong, missing, or too many', async () => {
    const directory = await storeOf(many_events, 5000)
    const heads = u32Key(main_branch, index_kinds.heads, 0)

    await tamper(directory, (table) => {
      const page = table('index').get(heads) as Buffer
      page.writeUInt32LE(1, 8)
      table('index').put(heads, page)
      table('index').remove(u32Key(main_branch, index_kinds.types, 1, 0))
      table('index').put(u32Key(main_branch, index_kinds.streams, 77, 0), Buffer.alloc(2))
    })

    const { findings } = check(directory)
    expect(findings.map(({ message }) => message).sort()).toEqual([
      'the index has 1 entries that the log knows nothing of',
      'where events of a type are in segment 1 is missing',
      'where streams stand is not what the log says',
    ])
  })
})

describe('the files', () => {
  test('that others can read are a warning, no damage', async () => {
    const directory = await storeOf(10)
    chmodSync(dataFile(directory), 0o644)

    const { findings, isDamaged } = check(directory)

    expect(findings).toMatchObject([{ check: 'files', severity: 'warning' }])
    expect(isDamaged).toBe(false)
  })

  test('without a table say which', async () => {
    const directory = await storeOf(0)
    const folder = temporaryFolder()
    makeLockFile(join(folder, 'lock.mdb'))
    const environment = new Environment(folder, { readOnly: false, makesTables: true })
    for (const name of table_names) if (name !== 'imports') environment.table(name)
    await environment.close()
    copyFileSync(dataFile(folder), dataFile(directory))

    const { findings } = check(directory)

    expect(findings[0]).toMatchObject({ check: 'tables', message: "there is no table 'imports'" })
  })
})

test('a file that ends before its last free pages is whole, opens, and goes on', async () => {
  const directory = await storeOf(100)
  const large = Buffer.alloc(18, 1)
  await tamper(directory, (table) => table('documents').put(large, Buffer.alloc(400_000)))
  await tamper(directory, (table) => table('documents').remove(large))
  const ends = liveBytes(dataFile(directory)).map(({ offset, length }) => offset + length)
  const used = Math.ceil(Math.max(...ends) / 4096) * 4096
  expect(used).toBeLessThan(statSync(dataFile(directory)).size)

  truncateSync(dataFile(directory), used)

  expect(check(directory).findings).toEqual([])
  const store = Store.open(directory, { readOnly: false, ambient: countingAmbient(Date.UTC(2027, 0, 1)) })
  for (let at = 100; at < 130; at++) store.log.append({ events: [numbered(at)] })
  await store.close()
  expect(check(directory)).toMatchObject({ tip: 130, findings: [] })
})

describe('a check since the last one', () => {
  test('proves only what is new, and finds a defect in it', async () => {
    const directory = await storeOf(1000, 250)
    markVerified(directory, check(directory).proven)
    const store = Store.open(directory, { readOnly: false, ambient: countingAmbient(Date.UTC(2027, 0, 1)) })
    for (let at = 1000; at < 1030; at++) store.log.append({ events: [numbered(at)] })
    await store.close()

    expect(check(directory, { sinceLast: true })).toMatchObject({ tip: 1030, provenFrom: 1000, findings: [] })
    await tamperBlock(directory, 1005, ({ previous }) => previous.fill(1))
    expect(damaged(directory, { sinceLast: true })).toEqual(['versions'])
  })

  test('notices that the event at the mark is another', async () => {
    const directory = await storeOf(1000, 250)
    markVerified(directory, { position: 600, hash: 'f'.repeat(64) })

    expect(check(directory, { sinceLast: true }).findings).toMatchObject([{ check: 'chain', position: 600 }])
  })

  test('begins anew when the mark cannot be read, and says so', async () => {
    const directory = await storeOf(100)
    await tamper(directory, (table) => table('meta').put(textKey('verified'), Buffer.from('?')))

    expect(check(directory, { sinceLast: true })).toMatchObject({
      provenFrom: 0,
      findings: [{ check: 'mark' }],
    })
  })
})
