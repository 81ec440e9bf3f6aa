import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { locateStore } from '../locate-store.ts'
import { writeAll } from '../output.ts'
import { completionOf, storeOption } from './candidates.ts'
import { expectationAt } from './expectation.ts'
import { LiveNames } from './live-names.ts'
import type { Manifest } from './manifest.ts'
import { questionOf, type Shell } from './shells.ts'

/**
 * Answers a shell that asks what may stand at the cursor; bin/es.js calls it before oclif or anything else is loaded.
 * A shell that completes must not be disturbed: what cannot be answered is answered with nothing.
 *
 * @param words `bash`, `zsh` or `fish`, and what its script gives.
 */
export async function complete(words: readonly string[], root: string): Promise<void> {
  const [shell, ...given] = words
  const question = questionOf(shell as Shell, given)
  let names: LiveNames | undefined
  try {
    const manifest = manifestOf(root)
    const place = expectationAt(question.words, manifest)
    const open = (): LiveNames | undefined => {
      names = openNames(question.words)
      return names
    }
    const completion = completionOf(place, { manifest, names: open })
    writeAll(1, Buffer.from(question.print(completion)))
  } catch {
    // Silence: the line that is typed stays as it is.
  } finally {
    await names?.close()
  }
}

function manifestOf(root: string): Manifest {
  const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as {
    commands: Manifest
  }
  return commands
}

function openNames(words: readonly string[]): LiveNames | undefined {
  const { env } = process
  try {
    const safe = (env.ES_SAFE_DIRECTORY ?? '').split(delimiter).filter((folder) => folder !== '')
    return new LiveNames(locateStore(storeOption(words), env), safe)
  } catch {
    return undefined
  }
}
