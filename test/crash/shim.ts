import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `.ci/run` sets it: there, a proof that cannot run is a failure. */
const insists = process.env.ES_TEST_REQUIRE_ALL === '1'

/** Whether the shim can be built here; says so when it cannot. */
export const shim_available = isShimAvailable()

function isShimAvailable(): boolean {
  if (process.platform !== 'linux') return insistOn('LD_PRELOAD, which only Linux has')
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return insistOn('gcc')
  }
}

function insistOn(what: string): false {
  if (insists) throw new Error(`the crash tests need ${what}, and ES_TEST_REQUIRE_ALL insists on them`)
  process.stderr.write(`skipped: this crash test needs ${what}\n`)
  return false
}

/** Compiles a shim into a folder. */
export function compileShim(folder: string, name: 'shim' | 'stall' = 'shim'): string {
  const library = join(folder, `${name}.so`)
  const source = fileURLToPath(new URL(`./${name}.c`, import.meta.url))
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror', '-o', library, source], {
    stdio: 'inherit',
  })
  return library
}

/** Which calls fail, how, and with which error number; see `shim.c`. */
export interface Failure {
  readonly kind: 'w' | 'm' | 's' | 'x'
  readonly first: number
  readonly last: number
  readonly errno: number
  readonly how: 'b' | 'a' | 'h'
}

/** The environment of a process whose data file the shim watches. */
export function shimEnvironment(watch: {
  library: string
  file: string
  log?: string
  failure?: Failure
}): NodeJS.ProcessEnv {
  const { library, file, log, failure } = watch
  return {
    LD_PRELOAD: library,
    ES_SHIM_FILE: file,
    ...(log === undefined ? {} : { ES_SHIM_LOG: log }),
    ...(failure === undefined
      ? {}
      : { ES_SHIM_FAIL: `${failure.kind} ${failure.first} ${failure.last} ${failure.errno} ${failure.how}` }),
  }
}
