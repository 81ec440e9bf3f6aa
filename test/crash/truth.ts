import type { RecordedEvent } from '../../src/store/event.ts'
import { Store } from '../../src/store/store.ts'

/** What is compared of an event. */
export const fact_names = ['stream', 'version', 'type', 'id', 'timeMs', 'json', 'hash'] as const

export type EventFacts = Pick<RecordedEvent, (typeof fact_names)[number]>

/** What the recorded program wrote, all of it: every image must hold a beginning of this, cut where a commit ended. */
export interface Truth {
  readonly events: readonly EventFacts[]
  /** The positions of the tags t1, t2, … */
  readonly tags: readonly number[]
  /** Where commits ended: how many events and tags there were. */
  readonly commits: readonly { readonly tip: number; readonly tags: number }[]
}

function factsOf(event: RecordedEvent): EventFacts {
  const { stream, version, type, id, timeMs, json, hash } = event
  return { stream, version, type, id, timeMs, json, hash }
}

/** Reads the truth from the store as the program left it. */
export async function readTruth(directory: string, commits: Truth['commits']): Promise<Truth> {
  const ambient = { nowMs: () => 0, newId: () => '', newSalt: () => '' }
  const store = Store.open(directory, { readOnly: true, ambient })
  const events = [...store.log.read()].map(factsOf)
  const tags = store.refs.tags()
  const positions = tags.map((_, index) => tags.find(({ name }) => name === `t${index + 1}`)!.position)
  await store.close()
  return { events, tags: positions, commits }
}
