// Goal: however many processes append, nothing is lost, doubled, reordered or seen with a gap, and nobody waits for a reader
// or for the dead. Method: real processes on one store.
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { buildPrograms, Child, removeFolder, scratchFolder } from '../crash/children.ts'
import { fits } from '../crash/examine.ts'
import type { Seen } from './following-child.ts'
import type { WriterAnswer, WriterTask } from './writing-child.ts'

const appends = process.env.ES_CRASH === 'long' ? 5_000 : 250

describe('many processes', { timeout: 600_000 }, () => {
  const folder = scratchFolder()
  let programs: { writing: string; following: string }
  let stores = 0

  beforeAll(() => {
    const writing = new URL('./writing-child.ts', import.meta.url)
    programs = buildPrograms(folder, { writing, following: new URL('./following-child.ts', import.meta.url) })
  })
  afterAll(() => removeFolder(folder))

  function newStore(): string {
    const home = join(folder, `store-${stores++}`)
    mkdirSync(home)
    return Store.init(home).directory
  }

  function writer(directory: string): Child<WriterTask, WriterAnswer> {
    const child = new Child<WriterTask, WriterAnswer>(programs.writing, [directory])
    onTestFinished(() => child.kill())
    return child
  }

  function follower(directory: string): Child<{ count: number }, Seen> {
    const child = new Child<{ count: number }, Seen>(programs.following, [directory])
    onTestFinished(() => child.kill())
    return child
  }

  /** Eight processes append, two follow; then everything that anybody was told is compared with the log. */
  async function run(task: 'append' | 'append expecting', events: number): Promise<WriterAnswer[]> {
    const directory = newStore()
    const followers = [follower(directory), follower(directory)].map((child) => child.ask({ count: events }))
    const writers = Array.from({ length: 8 }, () => writer(directory))
    const answers = await Promise.all(
      writers.map((child, number) => child.ask({ task, count: appends, name: String(number) })),
    )
    const store = Store.open(directory, { readOnly: true, ambient: systemAmbient })
    const log = [...store.log.read()]
    const marks = log.map(({ data }) => data as string)
    for (const { marks: seen, problem } of await Promise.all(followers)) {
      expect(problem).toBeUndefined()
      expect(seen).toEqual(marks)
    }
    const told = answers.flatMap(({ acknowledged }) => acknowledged).sort(([left], [right]) => left - right)
    expect(told).toEqual(marks.map((mark, index) => [index + 1, mark]))
    for (const { acknowledged } of answers) {
      const positions = acknowledged.map(([position]) => position)
      expect(positions).toEqual([...positions].sort((left, right) => left - right))
    }
    fits(store, log, 0)
    await store.close()
    return answers
  }

  test('append to the same and to different streams, while others follow', async () => {
    // Every third append has three events.
    const answers = await run('append', 8 * (appends + 2 * Math.floor(appends / 3)))

    expect(answers.reduce((sum, { conflicts }) => sum + conflicts, 0)).toBe(0)
  })

  test('append to one stream with the version they read: each conflict is told, none is written', async () => {
    const answers = await run('append expecting', 8 * appends)

    expect(answers.reduce((sum, { conflicts }) => sum + conflicts, 0)).toBeGreaterThan(0)
  })

  test('a reader does not wait for a writer', async () => {
    const directory = newStore()
    const holder = writer(directory)
    await holder.ask({ task: 'append', count: 3, name: 'a' })
    let isHeld = true
    const held = holder.ask({ task: 'hold', timeMs: 3000 }).then(
      () => {
        isHeld = false
      },
      () => undefined,
    )
    await holder.says('holding')

    const { marks } = await follower(directory).ask({ count: 5 })

    expect(marks).toHaveLength(5)
    expect(isHeld).toBe(true)
    holder.kill()
    await held
  })

  test('a writer that is killed while it holds the lock is in nobody’s way', async () => {
    const directory = newStore()
    const waitsMs: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      const [holder, next] = [writer(directory), writer(directory)]
      await next.ask({ task: 'append', count: 1, name: `before-${turn}` })
      const held = holder.ask({ task: 'hold', timeMs: 60_000 }).catch(() => undefined)
      await holder.says('holding')
      const answered = next.ask({ task: 'append', count: 1, name: `after-${turn}` })
      await new Promise((resolve) => setTimeout(resolve, 50))
      const killedAt = performance.now()
      holder.kill()
      await answered
      waitsMs.push(performance.now() - killedAt)
      await held
      await next.end()
    }

    expect(Math.min(...waitsMs)).toBeLessThan(100)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a wait for the lock at once', async (signal) => {
    const directory = newStore()
    const [holder, waiter] = [writer(directory), writer(directory)]
    await waiter.ask({ task: 'append', count: 1, name: 'before' })
    const held = holder.ask({ task: 'hold', timeMs: 60_000 }).catch(() => undefined)
    await holder.says('holding')
    const waiting = waiter.ask({ task: 'append', count: 1, name: 'after' })
    await new Promise((resolve) => setTimeout(resolve, 50))

    const sentAt = performance.now()
    waiter.kill(signal)

    await expect(waiting).rejects.toMatchObject({ how: signal })
    expect(performance.now() - sentAt).toBeLessThan(500)
    holder.kill()
    await held
  })

  test.skipIf(process.platform !== 'linux')('a store opened twice by a process keeps its locks', async () => {
    const directory = newStore()
    const first = Store.open(directory, { readOnly: false, ambient: systemAmbient })
    const locks = () => locksOf(join(directory, 'lock.mdb'))
    const before = locks()
    const second = Store.open(directory, { readOnly: true, ambient: systemAmbient })

    expect(before).toHaveLength(2)
    expect(locks()).toEqual(before)
    await second.close()
    expect(locks()).toEqual(before)
    await first.close()
  })
})

/** The POSIX locks that this process has on a file. */
function locksOf(path: string): string[] {
  const { ino } = statSync(path)
  const lines = readFileSync('/proc/locks', 'utf8').split('\n')
  return lines
    .filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `))
    .map((line) => line.replace(/^\d+: /, ''))
    .sort()
}
