import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Started {
  readonly child: ChildProcess
  readonly firstLine: Promise<void>
  /** Waits until it has printed so many lines, or ended. */
  readonly prints: (lines: number) => Promise<void>
  /** All that it printed. */
  readonly text: Promise<string>
}

/** Starts a node program that is to be killed. */
export function start(words: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  let printed = ''
  const firstLine = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      printed += chunk
      resolve()
    })
  })
  const text = new Promise<string>((resolve) => child.on('close', () => resolve(printed)))
  const prints = async (lines: number) => {
    const isRunning = () => child.exitCode === null && child.signalCode === null
    while (isRunning() && printed.split('\n').length <= lines)
      await Promise.race([once(child.stdout, 'data'), text])
  }
  return { child, firstLine, prints, text }
}

/** The whole lines that it had printed. */
export async function kill({ child, text }: Started): Promise<string[]> {
  child.kill('SIGKILL')
  return (await text).split('\n').slice(0, -1)
}
