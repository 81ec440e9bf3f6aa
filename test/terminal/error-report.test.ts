import { Args, Command, Flags } from '@oclif/core'
import { Config } from '@oclif/core/config'
import { expect, test } from 'vitest'
import { StoreNotFoundError, UsageError, VersionConflictError } from '../../src/errors.ts'
import { errorDocument, errorText, reportOf, stackText } from '../../src/terminal/error-report.ts'
import { countFlag, repeatedFlag } from '../../src/terminal/flags.ts'
import { terminalOf } from '../../src/terminal/terminal.ts'

const pipe = terminalOf({}, { colour: false, nowMs: 0 })

test('an error of ours keeps its code, message and hint', () => {
  const report = reportOf(new VersionConflictError({ stream: 'order-42', expected: 5, actual: 7 }))

  expect(errorText(report, pipe)).toBe(
    "error: stream 'order-42' is at 7 but expected 5\nhint: read the stream again, then append with --expect 7\n",
  )
  expect(report).toMatchObject({ code: 'VERSION_CONFLICT', exit: 4 })
})

test('for scripts it is a document', () => {
  const report = reportOf(new StoreNotFoundError({ directory: '/x', isNamed: true }))

  expect(errorDocument(report)).toBe(
    `{"v":1,"error":{"code":"STORE_NOT_FOUND","exit":3,"message":"no store found in '/x'","hint":"make one with 'es init'"}}`,
  )
})

test('a hostile name in a message cannot reach the terminal', () => {
  const terminal = terminalOf({ isTTY: true }, { colour: false, nowMs: 0 })

  expect(errorText(reportOf(new UsageError("stream '\u001b[2J'")), terminal)).toBe("error: stream '^[[2J'\n")
})

test.for([
  ['ENOSPC', "cannot write '/x': the disk is full"],
  ['EROFS', "cannot write '/x': the file system is read-only"],
  ['EACCES', "cannot write '/x': permission denied"],
])('%s is the disk', ([code, message]) => {
  const error = Object.assign(new Error('system'), { code, syscall: 'write', path: '/x' })

  expect(reportOf(error)).toMatchObject({ code: 'DISK_FAILED', exit: 74, message })
})

test('anything else is a bug in es', () => {
  expect(reportOf(new TypeError('x is not a function'))).toMatchObject({
    code: 'INTERNAL',
    exit: 70,
    message: 'a bug in es: TypeError: x is not a function',
  })
  expect(reportOf('thrown text')).toMatchObject({ exit: 70, message: 'a bug in es: thrown text' })
})

test('--debug shows causes as well', () => {
  const stack = stackText(new Error('outer', { cause: new Error('inner') }))

  expect(stack).toMatch(/Error: outer\n[\s\S]*caused by: Error: inner\n/)
})

class Sample extends Command {
  static override id = 'sample'
  static override args = { stream: Args.string({ required: true, ignoreStdin: true }) }
  static override flags = {
    oneline: Flags.boolean(),
    number: countFlag({ char: 'n' }),
    format: Flags.string({ options: ['json', 'csv'] }),
    meta: repeatedFlag({ summary: '', helpValue: '' }),
    all: Flags.boolean({ exclusive: ['oneline'] }),
    strict: Flags.boolean({ dependsOn: ['all'] }),
  }
  async run() {
    return await this.parse(Sample)
  }
}

class Choosing extends Command {
  static override id = 'choosing'
  static override flags = { one: Flags.string({ exactlyOne: ['one', 'other'] }), other: Flags.string() }
  async run() {
    return await this.parse(Choosing)
  }
}

class Requiring extends Command {
  static override id = 'requiring'
  static override flags = { file: Flags.string({ required: true }) }
  async run() {
    return await this.parse(Requiring)
  }
}

// oclif tells its complaints apart only by class names and texts: these tests notice when it changes them.
test.for([
  [['s', '--onelin'], "unknown option '--onelin'", "did you mean '--oneline'?"],
  [['s', '--zzz=1'], "unknown option '--zzz'", "see 'es sample --help'"],
  [['s', '-z'], "unknown option '-z'", "see 'es sample --help'"],
  [[], 'missing argument STREAM', "see 'es sample --help'"],
  [['s', 'more'], "unexpected argument 'more'", "see 'es sample --help'"],
  [['s', '-n', 'x'], "--number: 'x' is not a whole number", undefined],
  [['s', '-n'], 'option --number expects a value', undefined],
  [['s', '--format', 'xml'], "--format: 'xml' is not one of json, csv", undefined],
  [['s', '--all', '--oneline'], '--oneline and --all cannot be used together', "see 'es sample --help'"],
  [['s', '--strict'], '--strict needs --all', "see 'es sample --help'"],
  [['s', '-n', '1', '-n', '2'], 'option --number can only be specified once', undefined],
] as const)('%j: %s', async ([words, message, hint]) => {
  const config = await Config.load({ root: process.cwd() })

  const error: unknown = await new Sample([...words], config).run().catch((thrown: unknown) => thrown)

  expect(reportOf(error)).toEqual({ code: 'USAGE', exit: 2, message, hint })
})

test.for([
  [Choosing, 'missing option: --one or --other', "see 'es choosing --help'"],
  [Requiring, 'missing option --file', "see 'es requiring --help'"],
] as const)('%o: %s', async ([Asked, message, hint]) => {
  const config = await Config.load({ root: process.cwd() })

  const error: unknown = await new Asked([], config).run().catch((thrown: unknown) => thrown)

  expect(reportOf(error)).toEqual({ code: 'USAGE', exit: 2, message, hint })
})

test('an option that may be repeated takes one word each time', async () => {
  const config = await Config.load({ root: process.cwd() })

  const parsed = await new Sample(['--meta', 'a', 's', '--meta', 'b'], config).run()

  expect(parsed).toMatchObject({ args: { stream: 's' }, flags: { meta: ['a', 'b'] } })
})
