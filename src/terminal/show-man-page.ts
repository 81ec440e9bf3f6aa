import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { drawnStream } from './drawn-stream.ts'
import { isInstalled } from './installed.ts'
import { session } from './session.ts'

/**
 * Opens a man page of this package on the terminal; false where it cannot: no terminal, no `man`, no page.
 * @param file `es-log.1`
 */
export function showManPage(packageRoot: string, file: string): boolean {
  const path = join(packageRoot, 'man', file)
  if (!drawnStream(1).isTTY || !isInstalled('man', session.env) || !existsSync(path)) return false
  return spawnSync('man', ['-l', path], { stdio: 'inherit', env: session.env }).status === 0
}
