import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Config } from '@oclif/core/config'
import { settings } from '@oclif/core/settings'
import { expect, test } from 'vitest'
import { isInstalled } from '../../src/terminal/installed.ts'
import { commandManPage, overviewManPage, topicManPage } from '../../src/terminal/man-page.ts'
import { commandPage, listedCommands } from '../../src/terminal/page.ts'
import { topics } from '../../src/terminal/topics/topics.ts'
import { parseTranscript } from '../transcripts/transcript.ts'

// Goal: the man pages say what the program does. Method: make them anew from the commands as they were built, compare
// with those that are checked in (UPDATE=1, or `npm run man`, writes them), lint them, and look for each example in
// the transcripts, where it has run.
const root = resolve(import.meta.dirname, '../..')
const folder = join(root, 'man')

settings.enableAutoTranspile = false
const config = await Config.load({ root })
const pages = new Map([['es.1', overviewManPage(config.commands, config.version)]])
for (const command of listedCommands(config.commands))
  pages.set(`es-${command.id}.1`, commandManPage(commandPage(command), config.version))
for (const topic of topics) pages.set(`es-${topic.name}.7`, topicManPage(topic, config.version))

if (process.env.UPDATE === '1') {
  writeFileSync(join(root, 'package.json'), `${JSON.stringify({ ...packed(), man: manField() }, null, 2)}\n`)
  for (const file of checkedIn()) rmSync(join(folder, file))
  for (const [file, text] of pages) writeFileSync(join(folder, file), text)
}

test('there is a page for every command and every topic, and no other', () => {
  expect(checkedIn()).toEqual([...pages.keys()].sort())
})

test('the package brings every page', () => {
  expect(packed().man).toEqual(manField())
})

test.for([...pages])('%s is fresh', ([file, text]) => {
  expect(readFileSync(join(folder, file), 'utf8')).toBe(text)
})

const has_mandoc = isInstalled('mandoc', process.env) || process.env.ES_TEST_REQUIRE_ALL === '1'

test.runIf(has_mandoc)('mandoc has nothing to say about them', () => {
  const lint = spawnSync('mandoc', ['-Tlint', '-Wstyle', ...pages.keys()], { cwd: folder, encoding: 'utf8' })

  expect(lint.stdout + lint.stderr).toBe('')
})

test.runIf(has_mandoc)('a reader sees the options as they are typed', () => {
  const { stdout } = spawnSync('mandoc', ['-Tascii', 'es-append.1'], { cwd: folder, encoding: 'utf8' })
  const shown = stdout.replaceAll(/.\u0008/g, '')

  expect(shown).toContain('     --expect=[STREAM=]N\n')
  expect(shown).toContain('     -m TEXT, --message=TEXT\n')
  expect(shown).toContain(`es append cart-7 ItemAdded '{"sku":"B"}' --expect 1 --actor kim -m 'by phone'`)
})

const typed = transcriptCommands()

const told = [
  ...listedCommands(config.commands).map(({ id, examples }) => [id, examples] as const),
  ...topics.map(({ name, examples }) => [name, examples] as const),
]

test.for(told)('the examples of %s have run in a transcript', ([, examples]) => {
  const missing = (examples ?? []).filter((example) => !typed.some((line) => line.includes(String(example))))

  expect(missing).toEqual([])
})

function packed(): { man: unknown } {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { man: unknown }
}

function manField(): string[] {
  return [...pages.keys()].sort().map((file) => `./man/${file}`)
}

function checkedIn(): string[] {
  return readdirSync(folder)
    .filter((file) => /\.[17]$/.test(file))
    .sort()
}

function transcriptCommands(): string[] {
  const transcripts = join(root, 'test/transcripts')
  const texts = readdirSync(transcripts).filter((file) => file.endsWith('.txt'))
  return texts.flatMap((file) =>
    parseTranscript(readFileSync(join(transcripts, file), 'utf8')).flatMap((part) =>
      part.kind === 'command' ? [part.command] : [],
    ),
  )
}
