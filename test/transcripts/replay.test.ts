import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { replay } from './replay.ts'

// Goal: what the transcripts show is what happens. Method: run each command of each against the built program, in an
// empty folder with a fixed clock, and compare the whole text. UPDATE=1 writes what happened instead.
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'))

describe.concurrent('transcripts', () => {
  test.for(files)('%s', { timeout: 300_000 }, async (file, { expect: expectHere }) => {
    const path = join(import.meta.dirname, file)
    const text = readFileSync(path, 'utf8')

    const replayed = await replay(text)

    if (process.env.UPDATE === '1') writeFileSync(path, replayed)
    else expectHere(replayed).toBe(text)
  })
})

test('there are transcripts', () => {
  expect(files.length).toBeGreaterThan(0)
})
