import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { buildPrograms, removeFolder, scratchFolder } from '../crash/children.ts'
import { start } from '../crash/killable.ts'

const folder = scratchFolder()
let program: string

beforeAll(() => {
  program = buildPrograms(folder, {
    terminating: new URL('./terminating-child.ts', import.meta.url),
  }).terminating
})
afterAll(() => removeFolder(folder))

test('a worker that is terminated between two turns leaves the store to others', {
  timeout: 60_000,
}, async () => {
  const home = join(folder, 'home')
  mkdirSync(home)
  const { child, text } = start([program, home])
  onTestFinished(() => void child.kill('SIGKILL'))

  const lines = (await text).trim().split('\n')

  expect(lines).toHaveLength(4)
  for (const [index, line] of lines.entries()) {
    const expected = 101 * index + 100
    expect(JSON.parse(line)).toMatchObject({ acknowledged: expected, found: expected, after: expected + 1 })
  }
})
