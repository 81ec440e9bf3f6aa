import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ReadmeBlock } from './readme-blocks.ts'

const root = resolve(import.meta.dirname, '../..')
const mark = '\u0001'

/**
 * Does what the README says, in one shell and one new home, as its reader would; a minute passes between commands.
 * @returns what each command printed, in order. The home is called `/home/you`.
 */
export function replay(blocks: readonly ReadmeBlock[]): string[] {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'es-readme-')))
  try {
    const bin = installed(home)
    const script = join(bin, 'replay.sh')
    writeFileSync(script, scriptOf(blocks, bin))
    const { stdout } = spawnSync('bash', [script], {
      cwd: home,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: {
        HOME: home,
        PATH: `${bin}:${process.env.PATH}`,
        TZ: 'UTC',
        LC_ALL: 'C.UTF-8',
        COLUMNS: '100',
        ES_TEST_IDS: '1',
      },
    })
    return stdout.replaceAll(home, '/home/you').split(mark).slice(1)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** What `npm install` gives: `es` on the path, and the package where an import finds it. */
function installed(home: string): string {
  const bin = join(home, '.bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'es'), `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/es.js')}' "$@"\n`)
  chmodSync(join(bin, 'es'), 0o755)
  mkdirSync(join(home, 'node_modules'))
  symlinkSync(root, join(home, 'node_modules/eventvcs'))
  return bin
}

function scriptOf(blocks: readonly ReadmeBlock[], bin: string): string {
  let minute = 0
  const parts = ['exec 2>&1 </dev/null']
  for (const [index, block] of blocks.entries()) {
    if (block.kind === 'file') {
      const source = join(bin, `file-${index}`)
      writeFileSync(source, block.text)
      parts.push(`mkdir -p "$(dirname '${block.path}')" && cp '${source}' '${block.path}'`)
      continue
    }
    for (const { command } of block.kind === 'console' ? block.commands : []) {
      const time = new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString()
      parts.push(`export ES_TEST_NOW=${time}`, `printf '${mark}'`, command)
      minute += 1
    }
  }
  return `${parts.join('\n')}\n`
}
