import { spawn } from 'node:child_process'

/**
 * Runs a command of es in a process of its own.
 * @returns whether it ended with 0, and what it said to people
 */
export function runEs(
  program: { readonly bin: string; readonly environment: Readonly<NodeJS.ProcessEnv> },
  words: readonly string[],
): Promise<{ isDone: boolean; said: string }> {
  const child = spawn(process.execPath, [program.bin, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: program.environment,
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ isDone: status === 0, said }))
  })
}
