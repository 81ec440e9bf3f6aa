// Goal: an application that has a store open acknowledges nothing, and answers nothing, once the store's files are others.
// Method: its folder is renamed, removed, restored from a backup in the ways in which people do that, under an open store.
import { spawnSync } from 'node:child_process'
import { closeSync, cpSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type EventStore, openStore } from '../../src/index.ts'
import { compactStore } from '../../src/store/compact.ts'
import { temporaryFolder } from '../support/stores.ts'

const event = { type: 'Noted', data: 1 }

/** A folder with a store of three events, one of three others, and a copy as of the second. */
async function restorable() {
  const folder = temporaryFolder()
  const fill = async (events: number, home = folder) => {
    const store = openStore(home, { create: true })
    for (let number = 0; number < events; number++) store.append({ stream: 'a-1', events: [event] })
    await store.close()
  }
  const [home, backup, other] = ['home', 'backup', 'other'].map((name) => join(folder, name))
  await fill(2, home)
  cpSync(home!, backup!, { recursive: true })
  rmSync(join(backup!, '.es', 'lock.mdb'))
  await fill(1, home)
  await fill(3, other)
  return { home: home!, es: join(home!, '.es'), backup: join(backup!, '.es'), other: join(other!, '.es') }
}

type Restorable = Awaited<ReturnType<typeof restorable>>

function opened(folder: string, readOnly = false): EventStore {
  const store = openStore(folder, { readOnly })
  onTestFinished(() => store.close())
  return store
}

const stale = expect.objectContaining({ code: 'STORE_STALE' })
const gone = expect.objectContaining({ code: 'STORE_NOT_FOUND' })
const append = (store: EventStore) => store.append({ stream: 'a-1', events: [event] })

const changes: [string, (at: Restorable) => void, unknown][] = [
  ['renamed', ({ es }) => renameSync(es, `${es}.old`), gone],
  ['removed', ({ es }) => rmSync(es, { recursive: true }), gone],
  [
    'removed, and a backup copied there',
    ({ es, backup }) => {
      rmSync(es, { recursive: true })
      cpSync(backup, es, { recursive: true })
    },
    stale,
  ],
  [
    'moved away, and a backup moved there',
    ({ es, backup }) => {
      renameSync(es, `${es}.old`)
      renameSync(backup, es)
    },
    stale,
  ],
  [
    'given another data file',
    ({ es, backup }) => renameSync(join(backup, 'data.mdb'), join(es, 'data.mdb')),
    stale,
  ],
  ['without its lock file', ({ es }) => rmSync(join(es, 'lock.mdb')), stale],
  ['overwritten by a backup, file by file', ({ es, backup }) => overwrite(backup, es), stale],
  ['overwritten by another store of as many events', ({ es, other }) => overwrite(other, es), stale],
]

/** As `cp -r backup/. .es/` does: the files stay, their content is another. */
function overwrite(from: string, to: string): void {
  expect(spawnSync('cp', [join(from, 'data.mdb'), join(to, 'data.mdb')]).status).toBe(0)
}

test.each(changes)('%s: an append is refused, and later ones', async (_, change, refused) => {
  const at = await restorable()
  const store = opened(at.home)
  append(store)

  change(at)

  expect(() => append(store)).toThrow(refused)
  await expect(store.appendAsync({ stream: 'a-1', events: [event] })).rejects.toThrow(refused)
})

test.each(changes)('%s: who reads is told so', async (_, change, refused) => {
  const at = await restorable()
  const store = opened(at.home, true)
  expect(store.tip.position).toBe(3)
  expect(store.at(3)).toBeDefined()
  const following = store.follow({ after: 3, pollMs: 5 }).next()

  change(at)

  await expect(following).rejects.toThrow(refused)
  await sleep(2)
  expect(() => store.tip.position).toThrow(refused)
})

test('what is written while the file is replaced is not acknowledged', async () => {
  const { home, es, backup } = await restorable()
  // The clock is asked while the events are written.
  const nowMs = () => {
    renameSync(join(backup, 'data.mdb'), join(es, 'data.mdb'))
    return Date.now()
  }
  const newId = () => '01890000-0000-7000-8000-000000000001'
  const store = openStore(home, { ambient: { nowMs, newId, newSalt: () => '0'.repeat(32) } })
  onTestFinished(() => store.close())

  expect(() => append(store)).toThrow('whether the last change is in the store is not known')

  expect(opened(home).tip.position).toBe(2)
})

test('opened again, it is the store that is there now', async () => {
  const { home, es, backup } = await restorable()
  const store = opened(home)
  renameSync(join(backup, 'data.mdb'), join(es, 'data.mdb'))
  expect(() => append(store)).toThrow(stale)
  await store.close()

  const again = opened(home)
  expect(append(again).events[0]?.position).toBe(3)
})

test('a position that the restored store has not is refused by whoever goes on after it', async () => {
  const { backup } = await restorable()
  const store = opened(backup)
  const unknown = expect.objectContaining({ code: 'REVISION_UNKNOWN' })

  expect(() => store.follow({ after: 3 })).toThrow(unknown)
  expect(() => store.read({ after: 3 })).toThrow(unknown)
  expect(() => store.events({ after: 3 })).toThrow(unknown)
  expect(store.read({ after: 2 }).events).toEqual([])
})

const closings: [string, (path: string) => unknown][] = [
  ['read', (path) => readFileSync(path)],
  ['read asynchronously', (path) => readFile(path)],
  ['opened and closed', (path) => closeSync(openSync(path, 'r'))],
]

test.runIf(process.platform === 'linux').each(closings)(
  'an application whose lock file was %s appends nothing, and does not hang',
  async (_, look) => {
    const { home, es } = await restorable()
    const store = opened(home)
    append(store)

    await look(join(es, 'lock.mdb'))

    expect(() => append(store)).toThrow('this process has lost its lock on the store')
    const { status } = spawnSync(process.execPath, ['bin/es.js', 'compact', '--store', home])
    expect(status).toBe(0)
    expect(() => append(store)).toThrow(stale)
  },
)

test('a compaction gives up when somebody wrote beside it, whatever marks and locks said', async () => {
  const { home, es } = await restorable()
  const compaction = compactStore(es)
  await compaction.next()
  rmSync(join(es, 'replacing'))
  const { status } = spawnSync(process.execPath, [
    'bin/es.js',
    'append',
    'a-1',
    'Noted',
    '1',
    '--store',
    home,
  ])
  expect(status).toBe(0)

  await expect(async () => {
    while (!(await compaction.next()).done);
  }).rejects.toThrow(expect.objectContaining({ code: 'STORE_BUSY' }))

  expect(opened(home).tip.position).toBe(4)
})
