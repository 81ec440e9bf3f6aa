import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** How each shell is begun without what its user has set up, and with the completion of es. */
const beginnings = {
  bash: (folder: string) => {
    writeFileSync(join(folder, 'bashrc'), `source ${root}/dist/completion/es.bash\nPS1='$ '\n`)
    return `bash --rcfile '${folder}/bashrc' -i`
  },
  zsh: (folder: string) => {
    const lines = ['autoload -U compinit', 'compinit -u', `source ${root}/dist/completion/es.zsh`, `PS1='$ '`]
    writeFileSync(join(folder, '.zshrc'), `${lines.join('\n')}\n`)
    return `ZDOTDIR='${folder}' zsh -i`
  },
  fish: () => `fish --no-config -i -C 'source ${root}/dist/completion/es.fish'`,
}

export type TypedShell = keyof typeof beginnings

/** A real shell on a terminal of its own, to which keys are given, and what it has shown so far. */
export async function openShell(shell: TypedShell, place: string) {
  const folder = join(place, '.shell')
  const calls = join(folder, 'calls')
  mkdirSync(folder)
  writeFileSync(calls, '')
  // Tells when es has answered, so that the next key is not given before.
  const program = `#!/bin/sh\n'${process.execPath}' '${root}/bin/es.js' "$@"\necho called >> '${calls}'\n`
  writeFileSync(join(folder, 'es'), program)
  chmodSync(join(folder, 'es'), 0o755)
  const PATH = [folder, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)
  const env = { PATH, HOME: folder, TERM: 'xterm', COLUMNS: '100', ES_PAGER: 'cat', NO_COLOR: '1' }
  const child = spawn('script', ['-qec', beginnings[shell](folder), '/dev/null'], { cwd: place, env })
  let shown = ''
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8')
  })
  onTestFinished(() => void child.kill('SIGKILL'))

  const until = async (isSo: () => boolean): Promise<void> => {
    const end = Date.now() + 20_000
    while (!isSo() && Date.now() < end) await sleep(20)
    // The shell draws what it was answered.
    await sleep(150)
  }
  const countCalls = (): number => readFileSync(calls, 'utf8').split('\n').length - 1
  await until(() => shown.length > 0)
  await sleep(500)
  return {
    /** Gives keys; `\t` and `\n` wait until es has answered. @returns what was shown since. */
    async type(keys: string): Promise<string> {
      const from = shown.length
      for (const part of keys.split(/(?<=[\t\n])/)) {
        const before = countCalls()
        child.stdin.write(part)
        if (/[\t\n]$/.test(part)) await until(() => countCalls() > before)
      }
      return shown.slice(from)
    },
  }
}

export function hasShell(shell: TypedShell): boolean {
  const folders = ['/usr/local/bin', '/usr/bin', '/bin']
  const isThere = (name: string): boolean => folders.some((folder) => existsSync(join(folder, name)))
  return isThere(shell) && isThere('script')
}
