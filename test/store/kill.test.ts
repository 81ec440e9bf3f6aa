// Goal: what was acknowledged survives `kill -9`, whole, and a killed writer is in nobody's way. Method: real processes, two at a
// time, print a position only after its append returned, and are killed at a random moment. (This proves nothing about
// power cuts: it would pass without any flush. See test/crash.)
import { mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'
import { expectAllThere } from '../crash/acknowledged.ts'
import { buildPrograms, removeFolder, scratchFolder } from '../crash/children.ts'
import { kill, start } from '../crash/killable.ts'
import { Random } from '../crash/random.ts'

const is_long = process.env.ES_CRASH === 'long'
const seed = Number(process.env.SEED ?? 20_261_121)
const library_kills = is_long ? 2_000 : 30
const command_kills = is_long ? 200 : 10

describe('kill -9', { timeout: 1_200_000 }, () => {
  const folder = scratchFolder()
  const bin = join(import.meta.dirname, '../../bin/es.js')
  let programs: { killed: string; making: string }
  let stores = 0

  beforeAll(() => {
    const killed = new URL('../crash/killed-child.ts', import.meta.url)
    programs = buildPrograms(folder, { killed, making: new URL('./making-child.ts', import.meta.url) })
  })
  afterAll(() => removeFolder(folder))

  function newStore(): string {
    const home = join(folder, `store-${stores++}`)
    mkdirSync(home)
    return Store.init(home).directory
  }

  test('of a program that uses the library', async () => {
    const directory = newStore()
    const acknowledged: string[] = []
    const random = new Random(seed)
    const turns = Array.from({ length: library_kills }, () => ({
      waitMs: random.below(120),
      childSeed: random.below(1e9),
    }))
    const killer = async () => {
      for (let turn = turns.pop(); turn !== undefined; turn = turns.pop()) {
        const child = start([programs.killed, directory, String(turn.childSeed)])
        await child.firstLine
        await sleep(turn.waitMs)
        acknowledged.push(...(await kill(child)).slice(1))
      }
    }
    await Promise.all([killer(), killer()])

    expect(acknowledged.length).toBeGreaterThan(library_kills)
    await expectAllThere(
      directory,
      acknowledged.map((line) => line.split(' ') as [string, string]),
    )
  })

  test('of a program that makes stores: each is whole or not there', async () => {
    const home = join(folder, 'many')
    mkdirSync(home)
    for (let number = 0; number < command_kills; number++) {
      const child = start([programs.making, join(home, String(number))])
      await child.firstLine
      await sleep(20 + number)
      await kill(child)
    }

    const made = readdirSync(home, { recursive: true }).filter((path) => basename(String(path)) === '.es')
    expect(made.length).toBeGreaterThan(command_kills)
    for (const path of readdirSync(home, { recursive: true, withFileTypes: true })) {
      if (!/^\d+$/.test(path.name)) continue
      const { directory } = Store.init(join(path.parentPath, path.name))
      const store = Store.open(directory, { readOnly: false, ambient: systemAmbient })
      store.log.append({ events: [{ stream: 's', type: 'T', json: '1' }] })
      expect(store.log.tip.position).toBe(1)
      await store.close()
    }
  })

  test('of the command', async () => {
    const directory = newStore()
    const acknowledged: number[] = []
    const random = new Random(seed)
    for (let number = 0; number < command_kills; number++) {
      const words = [
        'append',
        `s-${number % 3}`,
        'T',
        `{"batch":"${number}","index":0,"size":1}`,
        '--store',
        directory,
      ]
      const child = start([bin, ...words])
      await sleep(60 + random.below(200))
      for (const line of await kill(child)) acknowledged.push(Number.parseInt(line, 10))
    }

    const last = start([
      bin,
      'append',
      's-0',
      'T',
      '{"batch":"last","index":0,"size":1}',
      '--store',
      directory,
    ])
    acknowledged.push(Number.parseInt(await last.text, 10))
    expect(acknowledged.at(-1)).toBeGreaterThan(0)
    await expectAllThere(
      directory,
      acknowledged.map((position) => [String(position), undefined]),
    )
  })
})
