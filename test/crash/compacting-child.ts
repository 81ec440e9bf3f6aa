// Compacts a store each time it is asked to, and says whether it was done.
import { EsError } from '../../src/errors.ts'
import { compactStore } from '../../src/store/compact.ts'

const directory = process.argv[2] as string

export interface Compacted {
  /** Undefined when it was done, else why it was not: a code, or an error that has none. */
  readonly refused: string | undefined
  readonly message: string
}

process.on('message', async () => {
  let refused: string | undefined
  let message = ''
  try {
    for await (const _ of compactStore(directory));
  } catch (error) {
    refused = error instanceof EsError ? error.code : String(error)
    message = String(error)
  }
  process.send?.({ refused, message } satisfies Compacted)
})
