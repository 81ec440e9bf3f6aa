import type { ReadModels } from '../projection/read-models.ts'
import { isSayable } from './sayable.ts'
import type { Work } from './work.ts'

/** Names listed in one step, and at the most: a list of more helps nobody, and each costs memory. */
const step_names = 2000
const most_names = 200_000

/** `PROJECTION/KEY` of every document that ever was up to a position, by projection and key. */
export function* documentNames(
  reader: Pick<ReadModels, 'names' | 'keys'>,
  at: number,
  onNames: (names: readonly string[]) => void,
): Work<void> {
  let count = 0
  for (const projection of reader.names) {
    let names: string[] = []
    try {
      for (const key of reader.keys(projection, at)) {
        if (++count > most_names) break
        names.push(`${projection}/${key}`)
        if (names.length < step_names) continue
        onNames(names)
        names = []
        yield { done: count, total: most_names }
      }
    } catch (error) {
      if (!isSayable(error)) throw error
    }
    onNames(names)
  }
}
