// Runs the built program's commands one after another in one process, each in the folder that it is told: to start a
// process for each takes far longer than most commands do.
import { createRequire } from 'node:module'
import { join } from 'node:path'

const root = process.argv[2] as string
const { loadScript } = createRequire(import.meta.url)(join(root, 'bin/load-script.js'))
const program = loadScript(root, 'cli.cjs', 'many-commands', () => false)

process.on('message', async ({ folder, words }: { folder: string; words: string[] }) => {
  process.chdir(folder)
  process.exitCode = undefined
  await program.run(words, root)
  process.removeAllListeners('uncaughtException')
  process.send?.({ status: process.exitCode ?? 0 })
})
