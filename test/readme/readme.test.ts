import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { type ReadmeBlock, readmeBlocks } from './readme-blocks.ts'
import { replay } from './replay.ts'

const root = resolve(import.meta.dirname, '../..')
const path = join(root, 'README.md')

// Goal: whoever types what the README prints sees what the README prints. Method: replay it all, in one shell, in an
// empty home. `UPDATE=1` writes what was printed into the README instead; look at the difference then.
test('every command of the README prints what the README says', () => {
  const blocks = readmeBlocks(readFileSync(path, 'utf8'))

  const printed = replay(blocks)

  if (process.env.UPDATE === '1') writeFileSync(path, updated(readFileSync(path, 'utf8'), blocks, printed))
  else expect(transcript(blocks, printed)).toBe(transcript(blocks))
}, 300_000)

test('the files of the project that the README quotes are as quoted', () => {
  const blocks = readmeBlocks(readFileSync(path, 'utf8'))

  for (const block of blocks)
    if (block.kind === 'quote') expect(block.text).toBe(readFileSync(join(root, block.path), 'utf8'))
})

test('the README has every command in its table, and no other', () => {
  const [, table] = readFileSync(path, 'utf8').split('## Commands\n')
  const rows = table!.trim().split('\n\n')[0]!.split('\n').slice(2)
  const listed = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\S+)`/g)].map(([, name]) => name!))

  const existing = readdirSync(join(root, 'commands')).map((file) => file.replace(/\.ts$/, ''))

  expect(listed.sort()).toEqual(existing.sort())
})

function commandsOf(blocks: readonly ReadmeBlock[]) {
  return blocks.flatMap((block) => (block.kind === 'console' ? block.commands : []))
}

function transcript(blocks: readonly ReadmeBlock[], printed?: readonly string[]): string {
  return commandsOf(blocks)
    .map(
      ({ line, command, output }, index) => `README.md:${line} $ ${command}\n${printed?.[index] ?? output}`,
    )
    .join('\n')
}

/** The README with each output replaced by what was printed; from the end, so that the lines before keep their numbers. */
function updated(markdown: string, blocks: readonly ReadmeBlock[], printed: readonly string[]): string {
  const lines = markdown.split('\n')
  for (const [index, { line, command, output }] of [...commandsOf(blocks).entries()].reverse()) {
    const start = line - 1 + command.split('\n').length
    const count = (text: string) => text.split('\n').length - 1
    const fresh = printed[index] ?? ''
    lines.splice(start, count(output), ...fresh.split('\n').slice(0, count(fresh)))
  }
  return lines.join('\n')
}
