import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { hasOption, prepareCommandLine, shellText, unguarded } from '../../src/terminal/command-line.ts'

const options = {
  number: { type: 'option', char: 'n' },
  message: { type: 'option', char: 'm' },
  sort: { type: 'option' },
  json: { type: 'boolean' },
} as const

test('-5 is -n 5 where there is an option -n', () => {
  expect(prepareCommandLine(['-5', 'HEAD'], options, false).argv).toEqual(['-n', '5', 'HEAD'])
})

test('-5 is refused where there is none', () => {
  const prepare = () => prepareCommandLine(['-5'], { json: options.json }, false)

  expect(prepare).toThrow(expect.objectContaining({ code: 'USAGE' }))
})

test('-5 as the value of an option stays', () => {
  expect(prepareCommandLine(['-m', '-5'], options, false).argv).toEqual(['-m', '-5'])
  expect(prepareCommandLine(['--message', '-5'], options, false).argv).toEqual(['--message', '-5'])
})

test('a value that looks like an option comes through its =', () => {
  const [name, value] = prepareCommandLine(['--sort=-n'], options, false).argv

  expect(name).toBe('--sort')
  expect(value).not.toMatch(/^-/)
  expect(unguarded([value])).toEqual(['-n'])
})

test('a value for an option that takes none is refused', () => {
  const options = { count: { type: 'boolean' } } as const

  expect(() => prepareCommandLine(['--count=3'], options, false)).toThrow("option '--count' takes no value")
  expect(prepareCommandLine(['--', '--count=3'], options, false).argv).toEqual(['--', '--count=3'])
})

test('splits at -- only for a command that takes paths', () => {
  expect(prepareCommandLine(['a', '--', '-5'], options, true)).toEqual({ argv: ['a'], paths: ['-5'] })
  expect(prepareCommandLine(['a', '--', '-5'], options, false).argv).toEqual(['a', '--', '-5'])
  expect(prepareCommandLine(['a'], options, true).paths).toBeUndefined()
})

test('an option after -- is none', () => {
  expect(hasOption(['a', '--json'], 'json')).toBe(true)
  expect(hasOption(['a', '--', '--json'], 'json')).toBe(false)
})

test('a command line can be pasted back into a shell', () => {
  expect(shellText(['es', 'tag', 'v1', '-m', "it's done", 'HEAD~1', '@{2 days ago}', ''])).toBe(
    `es tag v1 -m 'it'\\''s done' HEAD~1 '@{2 days ago}' ''`,
  )
})

test('a command line is one line', () => {
  const words = ['tag', "it's\ndone\t\\n", '\u001b[31m1', '\u009b', '\r']
  const text = shellText(words)

  expect(text).toBe(String.raw`tag $'it\'s\ndone\t\\n' $'\033[31m1' $'\302\233' $'\015'`)
  const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${text}`], { encoding: 'utf8' })
  expect(printed.split('\0').slice(0, -1)).toEqual(words)
})
