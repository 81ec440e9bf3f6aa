import type { DocumentPlace } from './touched.ts'

/** A value in a document, from the document down; an empty path is the whole document. */
export interface ValuePlace extends DocumentPlace {
  readonly path: readonly string[]
}

/** The JSON text of a value in a document; undefined where there is none. Equal texts are equal values. */
export function valueText(json: string | undefined, path: readonly string[]): string | undefined {
  if (json === undefined || path.length === 0) return json
  let value: unknown = JSON.parse(json)
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return JSON.stringify(value)
}
