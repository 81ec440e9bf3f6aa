import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Whether a program can be started: found on `PATH`, or at the path that it is named by. */
export function isInstalled(program: string, env: Readonly<Record<string, string | undefined>>): boolean {
  if (program.includes('/')) return isExecutable(program)
  return (env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, program)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
