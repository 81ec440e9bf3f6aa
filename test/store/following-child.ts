// Follows a store by reading what is new, again and again, until it has seen a number of events. Says what it saw.
import { systemAmbient } from '../../src/store/ambient.ts'
import { Store } from '../../src/store/store.ts'

export interface Seen {
  /** Marks in the order of their positions, which had no gap. */
  readonly marks: readonly string[]
  readonly problem: string | undefined
}

const store = Store.open(process.argv[2]!, { readOnly: true, ambient: systemAmbient })

process.on('message', async ({ count }: { count: number }) => {
  process.send?.(await follow(count))
})
process.on('disconnect', () => store.close())

async function follow(count: number): Promise<Seen> {
  const marks: string[] = []
  const versions = new Map<string, number>()
  while (marks.length < count) {
    store.refresh()
    for (const { position, stream, version, data } of store.log.read({ after: marks.length })) {
      if (position !== marks.length + 1) return { marks, problem: `${position} came after ${marks.length}` }
      if (version !== (versions.get(stream) ?? 0) + 1)
        return { marks, problem: `${stream}@${version} is out of order` }
      versions.set(stream, version)
      marks.push(String(data))
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return { marks, problem: undefined }
}
