import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { buildPrograms, Child, removeFolder, scratchFolder } from '../crash/children.ts'
import type { WriterAnswer, WriterTask } from './writing-child.ts'

// The lock of another process can be seen only here; elsewhere a writer waits without an end.
const can_be_seen = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
const event = { stream: 's', type: 'T', json: '1' }

describe.skipIf(!can_be_seen)('a writer behind another', { timeout: 180_000 }, () => {
  const folder = scratchFolder()
  let program: string
  let stores = 0

  beforeAll(() => {
    program = buildPrograms(folder, { writing: new URL('./writing-child.ts', import.meta.url) }).writing
  })
  afterAll(() => removeFolder(folder))

  function openStore(waitMs: number): Store {
    const home = join(folder, `store-${stores++}`)
    mkdirSync(home)
    const store = Store.open(Store.init(home).directory, { readOnly: false, ambient: systemAmbient, waitMs })
    onTestFinished(() => store.close())
    return store
  }

  /** Another process takes the lock for a time. */
  async function hold(directory: string, timeMs: number): Promise<Child<WriterTask, WriterAnswer>> {
    const holder = new Child<WriterTask, WriterAnswer>(program, [directory])
    onTestFinished(() => holder.kill())
    holder.ask({ task: 'hold', timeMs }).catch(() => undefined)
    await holder.says('holding')
    return holder
  }

  test('waits its time, then says which process it waited for, and writes nothing', async () => {
    const store = openStore(200)
    const holder = await hold(store.directory, 60_000)

    const startMs = performance.now()
    const append = () => store.log.append({ events: [event] })

    expect(append).toThrow(
      expect.objectContaining({
        code: 'STORE_BUSY',
        message: expect.stringMatching(
          new RegExp(
            `^process ${holder.pid} \\(.*writing\\.mjs.*\\) is writing to the store, and did not end within 0\\.2 s$`,
          ),
        ),
      }),
    )
    expect(performance.now() - startMs).toBeGreaterThan(199)
    expect(store.log.tip.position).toBe(0)
  })

  test('does not wait at all when told so', async () => {
    const store = openStore(0)
    await hold(store.directory, 60_000)

    const startMs = performance.now()

    expect(() => store.log.append({ events: [event] })).toThrow(
      expect.objectContaining({ code: 'STORE_BUSY' }),
    )
    expect(performance.now() - startMs).toBeLessThan(100)
  })

  test('writes as soon as the other has ended', async () => {
    const store = openStore(60_000)
    const holder = await hold(store.directory, 60_000)
    setTimeout(() => holder.kill(), 100)

    await store.turn()

    expect(store.log.append({ events: [event] }).events[0]?.position).toBe(1)
  })

  test('waits for a moving lock however long it takes: only one long transaction is too much', async () => {
    const store = openStore(50)
    const writers = [0, 1, 2].map(() => new Child<WriterTask, WriterAnswer>(program, [store.directory]))
    onTestFinished(() => {
      for (const writer of writers) writer.kill()
    })
    const answers = writers.map((writer, name) => writer.ask({ task: 'append', count: 150, name: `${name}` }))

    for (let count = 0; count < 150; count++) store.log.append({ events: [event] })
    await Promise.all(answers)

    expect(store.log.versionOf('s')).toBe(150)
  })

  test('opening for writing waits, too, and opening for reading does not', async () => {
    const { directory } = openStore(0)
    await hold(directory, 60_000)
    const open = () => Store.open(directory, { readOnly: false, ambient: systemAmbient, waitMs: 50 })
    const bin = join(import.meta.dirname, '../../bin/es.js')
    const startMs = performance.now()

    const { status, stdout } = spawnSync(process.execPath, [bin, 'log', '--count', '--store', directory], {
      encoding: 'utf8',
    })

    expect(open).toThrow(expect.objectContaining({ code: 'STORE_BUSY' }))
    expect({ status, stdout }).toEqual({ status: 0, stdout: '0\n' })
    expect(performance.now() - startMs).toBeLessThan(10_000)
  })

  test('an asynchronous append leaves the process its other work while it waits', async () => {
    const store = openStore(60_000)
    const holder = await hold(store.directory, 60_000)
    let ticks = 0
    const timer = setInterval(() => ++ticks === 5 && holder.kill(), 20)

    const { events } = await store.appendAsync({ events: [event] })

    expect(events).toMatchObject([{ position: 1 }])
    expect(ticks).toBeGreaterThanOrEqual(5)
    clearInterval(timer)
  })

  test('an asynchronous append that waits too long is refused', async () => {
    const store = openStore(50)
    await hold(store.directory, 60_000)

    await expect(store.appendAsync({ events: [event] })).rejects.toMatchObject({ code: 'STORE_BUSY' })
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a command that waits', async (signal) => {
    const { directory } = openStore(0)
    await hold(directory, 60_000)
    const bin = join(import.meta.dirname, '../../bin/es.js')
    const command = spawn(process.execPath, [bin, 'append', 's', 'T', '--store', directory], {
      stdio: 'ignore',
    })
    const ended = once(command, 'exit')
    await new Promise((resolve) => setTimeout(resolve, 1000))

    const sentAt = performance.now()
    command.kill(signal)

    expect(await ended).toEqual([null, signal])
    expect(performance.now() - sentAt).toBeLessThan(500)
  })

  test('a wait that leaves the process its other work ends with the signal', async () => {
    const store = openStore(60_000)
    await hold(store.directory, 60_000)
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 50)

    await expect(store.turn(controller.signal)).rejects.toThrow('enough')
  })
})
