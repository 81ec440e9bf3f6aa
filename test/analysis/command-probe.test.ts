import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CommandProbe } from '../../src/analysis/command-probe.ts'
import { InterruptedError } from '../../src/errors.ts'
import { ProjectionFolder } from '../../src/projection/folder.ts'
import { ModelFailures } from '../../src/projection/model-failures.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { writeFiles } from '../support/projections.ts'
import { temporaryFolder, temporaryStore } from '../support/stores.ts'

const carts = `import { defineProjection } from 'eventvcs'
export default defineProjection({ init: () => ({ items: 0 }), on: { Added: (cart) => { cart.items++ } } })
`

function probeOf(command: string, signal = new AbortController().signal): CommandProbe {
  const store = temporaryStore()
  writeFiles(store.root, { 'projections/carts.ts': carts })
  store.log.append({ events: ['cart-1', 'cart-2', 'cart-1'].map((stream) => ({ stream, type: 'Added' })) })
  const reader = new ReadModels(store, new ProjectionFolder(store.root))
  const probe = new CommandProbe(
    { command, environment: process.env, signal, failures: new ModelFailures() },
    store,
    reader,
  )
  onTestFinished(() => probe.close())
  return probe
}

test.each([
  ['true', 'not'],
  ['false', 'so'],
  ['exit 124', 'so'],
  ['exit 127', 'so'],
  ['exit 125', 'skip'],
])("the contract of git: '%s' is %s", async (command, answer) => {
  expect(await probeOf(command).ask(1)).toBe(answer)
})

test.each(['exit 128', 'exit 255', 'kill -KILL $$'])("'%s' ends it all", async (command) => {
  await expect(probeOf(command).ask(1)).rejects.toMatchObject({ code: 'USAGE' })
})

test('the command has the read models of the position, and its number, and the store', async () => {
  const folder = temporaryFolder()
  const probe = probeOf(
    `{ echo "$ES_REV $(basename "$ES_DIR")"; ls state/carts; cat state/carts/cart-1.json; echo spoilt > state/carts/cart-1.json; } >> ${join(folder, 'seen')}`,
  )

  for (const position of [3, 1, 3]) await probe.ask(position)

  const laidOut = (items: number) => `{\n  "items": ${items}\n}\n`
  expect(readFileSync(join(folder, 'seen'), 'utf8')).toBe(
    `3 .es\ncart-1.json\ncart-2.json\n${laidOut(2)}1 .es\ncart-1.json\n${laidOut(1)}3 .es\ncart-1.json\ncart-2.json\n${laidOut(2)}`,
  )
})

test('its folder goes when it is closed', async () => {
  const folder = temporaryFolder()
  const probe = probeOf(`pwd > ${join(folder, 'place')}`)
  await probe.ask(1)
  const place = readFileSync(join(folder, 'place'), 'utf8').trim()

  expect(existsSync(place)).toBe(true)
  await probe.close()

  expect(existsSync(place)).toBe(false)
})

test('told to end, it ends the command and all that it has started, and says why', async () => {
  const folder = temporaryFolder()
  const controller = new AbortController()
  const probe = probeOf(`sleep 60 & echo $! > ${join(folder, 'child')}; wait`, controller.signal)

  const asked = probe.ask(1)
  setTimeout(() => controller.abort(new InterruptedError('interrupted')), 300)

  await expect(asked).rejects.toMatchObject({ code: 'INTERRUPTED' })
  const child = Number(readFileSync(join(folder, 'child'), 'utf8'))
  await expect.poll(() => isRunning(child)).toBe(false)
})

function isRunning(pid: number): boolean {
  try {
    // A process that has ended and that nobody waits for can still be signalled.
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
