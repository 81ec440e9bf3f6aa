import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'

const needed = ['bin', 'package.json', 'oclif.manifest.json', 'dist/cli.cjs', 'dist/quick.cjs']

/**
 * The program as it was built here, in a folder of its own, without what an earlier run has left there.
 * @param besides files of dist that what is asked of it needs as well
 * @returns the folder
 */
export function programCopy(folder: string, besides: readonly string[]): string {
  mkdirSync(join(folder, 'dist'), { recursive: true })
  for (const name of [...needed, ...besides]) cpSync(resolve(name), join(folder, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}
