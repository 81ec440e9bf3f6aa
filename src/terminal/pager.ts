import { spawn } from 'node:child_process'
import { isInstalled } from './installed.ts'

export interface Pager {
  /** Where to write what it shows; a pipe that does not block. */
  readonly descriptor: number
  /** Tells it that this was all, and waits until the reader has left it. */
  readonly close: () => Promise<void>
}

type Environment = Record<string, string | undefined>

/** The pager's command line: `ES_PAGER`, `PAGER`, `less -FRX`; undefined when it is off (empty, or `cat`). */
export function pagerCommand(env: Environment): string | undefined {
  const command = (env.ES_PAGER ?? env.PAGER ?? 'less -FRX').trim()
  return command === '' || command === 'cat' ? undefined : command
}

/** Starts the pager on this terminal; undefined when it is off or its program is not there. */
export function startPager(env: Environment): Pager | undefined {
  const command = pagerCommand(env)
  if (command === undefined || !isInstalled(command.split(/\s/, 1)[0]!, env)) return undefined
  const child = spawn('/bin/sh', ['-c', command], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...env, LESS: env.LESS ?? 'FRX', LV: env.LV ?? '-c' },
  })
  // The stream's own descriptor, since writing is synchronous here (see Output); Node keeps it in the handle.
  const { fd } = (child.stdin as unknown as { _handle: { fd: number } })._handle
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve())
    child.on('error', () => resolve())
  })
  child.stdin.on('error', () => undefined)
  // Ctrl-C belongs to the pager's reader, as in git; es goes when the pager goes.
  const ignore = (): void => undefined
  process.on('SIGINT', ignore)
  const close = async (): Promise<void> => {
    child.stdin.end()
    await ended
    process.off('SIGINT', ignore)
  }
  return { descriptor: fd, close }
}
