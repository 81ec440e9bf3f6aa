import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { type Outcome, parseTranscript, printStep } from './transcript.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')

/** Where the clock stands when a transcript begins. */
const first_time = '2026-01-31T10:00:00Z'

/** Runs every command of a transcript in an empty folder and writes the transcript anew, with what they printed now. */
export async function replay(text: string): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'es-transcript-')))
  const place = join(folder, 'here')
  const path = installIn(folder)
  mkdirSync(place)
  let now = first_time
  const lines: string[] = []
  try {
    for (const part of parseTranscript(text)) {
      if (part.kind === 'text') lines.push(part.line)
      else if (part.kind === 'clock') {
        now = part.time
        lines.push(`@ ${now}`)
      } else {
        const outcome = await runCommand(part.command, place, { PATH: path, HOME: folder, ES_TEST_NOW: now })
        lines.push(...printStep(part.command, outcome).map((line) => line.replaceAll(place, '$PWD')))
        if (part.isFollowedByBlank) lines.push('')
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return `${lines.join('\n')}\n`
}

/** A `PATH` on which `es` is the program that was built. */
function installIn(folder: string): string {
  const programs = join(folder, 'programs')
  const program = join(programs, 'es')
  mkdirSync(programs)
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`)
  chmodSync(program, 0o755)
  return [programs, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)
}

/** Nothing of the environment of whoever runs the tests gets in. */
function runCommand(command: string, cwd: string, env: Record<string, string>): Promise<Outcome> {
  const git = { GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: dirname(cwd) }
  const hermetic = { TZ: 'UTC', LC_ALL: 'C.UTF-8', COLUMNS: '80', ES_TEST_IDS: '1', ...git, ...env }
  const child = spawn('/bin/sh', ['-c', command], { cwd, env: hermetic, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', async (code, signal) => {
      if (signal === null) resolve({ stdout: await stdout, stderr: await stderr, status: code ?? -1 })
      else reject(new Error(`'${command}' was ended by ${signal}`))
    })
  })
}

async function collect(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
