// Goal: the tests that the README shows run as they stand, under both runners. Method: lay them out as a user's folder
// with the package in its node_modules, and run each runner there.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { transformSync } from 'esbuild'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/stores.ts'

const root = resolve(import.meta.dirname, '../..')
const files = ['orders.ts', 'orders.test.ts']

/** A folder with the example, its texts changed. */
function laidOut(change: (text: string) => string, name: (file: string) => string): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'node_modules'))
  for (const [link, target] of [
    ['eventvcs', root],
    ['vitest', join(root, 'node_modules/vitest')],
  ] as const)
    symlinkSync(target, join(folder, 'node_modules', link))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  for (const file of files) {
    const text = readFileSync(join(root, 'examples/projections', file), 'utf8')
    writeFileSync(join(folder, name(file)), change(text))
  }
  return folder
}

function printed(folder: string, command: string, words: readonly string[]): string {
  const env = { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1' }
  return execFileSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

test('under node:test', () => {
  // This Node may not read TypeScript by itself yet.
  const javascript = (text: string) =>
    transformSync(text, { loader: 'ts' }).code.replace('./orders.ts', './orders.js')
  const folder = laidOut(javascript, (file) => file.replace(/ts$/, 'js'))

  const report = printed(folder, process.execPath, ['--test', '--test-reporter=tap', 'orders.test.js'])

  expect(report).toMatch(/^# tests 5\n(?:#.*\n)*# pass 5$/m)
})

test('under vitest', () => {
  const folder = laidOut(
    (text) => text.replace("'node:test' // or from 'vitest'", "'vitest'"),
    (file) => file,
  )

  const report = printed(folder, join(root, 'node_modules/.bin/vitest'), ['run', '--root', folder])

  expect(report).toContain('Tests  5 passed (5)')
}, 180_000)
