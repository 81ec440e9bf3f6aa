import { DocumentUnknownError, UsageError } from '../errors.ts'
import type { ResolvedRevision } from '../revision/context.ts'
import { parseDocumentRevision, resolveKey, splitProjection } from '../revision/document.ts'
import type { ReadModelReader } from './reader.ts'

/** `R:orders/order-42/total` or `orders/order-42/total`, taken apart as far as the names of projections allow. */
export interface DocumentAsked {
  /** Undefined when the text names none. */
  readonly revision: string | undefined
  readonly projection: string
  readonly rest: string | undefined
}

export interface FoundDocument {
  readonly projection: string
  readonly key: string
  /** From the document down to the value; empty for the whole document. */
  readonly path: readonly string[]
  /** The value's exact JSON text. */
  readonly json: string
}

/** @throws {ProjectionUnknownError} {@link UsageError} */
export function askedDocument(text: string, projections: readonly string[]): DocumentAsked {
  const plain = splitProjection(text)
  if (projections.includes(plain.projection)) return { revision: undefined, ...plain }
  return parseDocumentRevision(text.includes(':') ? text : `:${text}`, projections)
}

/**
 * The document, or the value in it, at a position.
 * @param path with it the rest of the text is the key as a whole
 * @throws {DocumentUnknownError} {@link UsageError} only a projection is named
 */
export function findDocument(
  reader: ReadModelReader,
  { projection, rest }: DocumentAsked,
  at: ResolvedRevision,
  path: string | undefined,
): FoundDocument {
  if (rest === undefined)
    throw new UsageError(`'${projection}' is a read model, not a document`, {
      hint: `'es ls ${projection}' lists its documents`,
    })
  const hasKey = (name: string, key: string, position: number) =>
    reader.get(name, key, position) !== undefined
  const found = resolveKey({ projection, rest, path }, at, { hasKey })
  const key = found.key as string
  const json = reader.get(projection, key, at.position) as string
  return { projection, key, path: found.path, json: valueAt(json, found.path, `${projection}/${key}`) }
}

function valueAt(json: string, path: readonly string[], document: string): string {
  if (path.length === 0) return json
  let value: unknown = JSON.parse(json)
  for (const [index, name] of path.entries()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      throw new DocumentUnknownError(`no value '${path.slice(0, index + 1).join('/')}' in '${document}'`)
    value = (value as Record<string, unknown>)[name]
  }
  return JSON.stringify(value)
}
