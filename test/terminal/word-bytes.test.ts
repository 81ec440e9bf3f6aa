import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/stores.ts'

const program = resolve('bin/es.js')

/** Runs a line of `sh`, in which `es` is the program; octal escapes of `printf` make the bytes. */
function sh(folder: string, line: string): { status: number; output: string } {
  const script = `es() { '${process.execPath}' '${program}' "$@"; }; { ${line}; } 2>&1`
  try {
    return { status: 0, output: execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' }) }
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string }
    return { status, output: stdout }
  }
}

// Elsewhere the bytes cannot be had again, and a warning says so.
test.runIf(existsSync('/proc/self/cmdline'))(
  'an argument or a variable that is not UTF-8 is refused, and U+FFFD itself is kept',
  () => {
    const folder = temporaryFolder()
    sh(folder, 'es init')

    const results = [
      sh(folder, `es append "$(printf 'caf\\351')" T`),
      sh(folder, `es append s T "$(printf '{"n":"\\351"}')"`),
      sh(folder, `es append s T --meta "$(printf 'k=\\303')"`),
      sh(folder, `ES_ACTOR="$(printf 'ki\\377m')" es append s T`),
    ]

    for (const { status } of results) expect(status).toBe(2)
    expect(results[0]?.output).toBe("error: the argument 'caf\\xe9' is not valid UTF-8\n")
    expect(results[3]?.output).toBe("error: the variable 'ES_ACTOR=ki\\xffm' is not valid UTF-8\n")
    expect(sh(folder, 'es rev-parse HEAD').output).toBe('0\n')
    expect(sh(folder, `es append "$(printf 'x\\357\\277\\275')" T`)).toEqual({
      status: 0,
      output: '1 x\ufffd@1 T\n',
    })
  },
)
