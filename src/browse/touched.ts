import type { ReadModelReader } from '../projection/reader.ts'
import { isSayable } from './sayable.ts'

/** Which document of which read model. */
export interface DocumentPlace {
  readonly projection: string
  readonly key: string
}

/** The documents that an event touches, by projection and key, and why those of some projections are not known. */
export interface Touched {
  readonly places: readonly DocumentPlace[]
  readonly failures: readonly { readonly projection: string; readonly message: string }[]
}

export function touchedBy(reader: ReadModelReader, position: number): Touched {
  const places: DocumentPlace[] = []
  const failures: { projection: string; message: string }[] = []
  for (const projection of position < 1 ? [] : reader.names) {
    try {
      for (const key of reader.changedKeys(projection, position - 1, position))
        places.push({ projection, key })
    } catch (error) {
      if (!isSayable(error)) throw error
      failures.push({ projection, message: error.message })
    }
  }
  return { places, failures }
}

export function isSamePlace(a: DocumentPlace | undefined, b: DocumentPlace | undefined): boolean {
  return a?.projection === b?.projection && a?.key === b?.key
}
