import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { buildPrograms } from '../crash/children.ts'
import { temporaryFolder } from './stores.ts'

/** Another process that has a store open until the test has finished. Answers with its process id. */
export async function holdOpen(directory: string, mode: 'read-only' | 'read-write'): Promise<number> {
  const { holder } = buildPrograms(temporaryFolder(), {
    holder: new URL('./holder-child.ts', import.meta.url),
  })
  const child = spawn(process.execPath, [holder, directory, mode], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  await once(child.stdout, 'data')
  return child.pid as number
}
