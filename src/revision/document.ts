import { DocumentUnknownError, UsageError } from '../errors.ts'
import type { ResolvedRevision, RevisionContext } from './context.ts'
import { resolveRevision } from './resolve.ts'
import { unknownProjection } from './unknown-projection.ts'

/** `R:orders/order-42/total`, taken apart as far as the text alone allows. */
export interface DocumentRevision {
  /** `HEAD` when nothing stands before the colon. */
  readonly revision: string
  readonly projection: string
  /** What follows the projection's name and a `/`: key and path; undefined when nothing does. */
  readonly rest: string | undefined
}

export interface ResolvedDocument {
  readonly at: ResolvedRevision
  readonly projection: string
  /** Undefined when only a projection was named. */
  readonly key: string | undefined
  /** Member names and indexes, from the document down; empty for the whole document. */
  readonly path: readonly string[]
}

export interface DocumentContext extends RevisionContext {
  /** The names of the projections at hand. */
  readonly projections: readonly string[]
  /** Whether a document exists at a position. */
  readonly hasKey: (projection: string, key: string, position: number) => boolean
}

/**
 * Splits at the last `:` that a known projection's name, and `/` or the end, follow.
 *
 * @throws {ProjectionUnknownError} no such colon. {@link UsageError} no colon at all.
 */
export function parseDocumentRevision(text: string, projections: readonly string[]): DocumentRevision {
  for (
    let colon = text.lastIndexOf(':');
    colon !== -1;
    colon = colon === 0 ? -1 : text.lastIndexOf(':', colon - 1)
  ) {
    const document = splitProjection(text.slice(colon + 1))
    if (projections.includes(document.projection))
      return { revision: text.slice(0, colon) || 'HEAD', ...document }
  }
  const colon = text.lastIndexOf(':')
  if (colon === -1)
    throw new UsageError(`'${text}' names no document`, { hint: "write it 'REVISION:PROJECTION/KEY'" })
  throw unknownProjection(splitProjection(text.slice(colon + 1)).projection, projections)
}

/** `orders/order-42/total` as its projection and the rest. */
export function splitProjection(text: string): { projection: string; rest: string | undefined } {
  const slash = text.indexOf('/')
  if (slash === -1) return { projection: text, rest: undefined }
  return { projection: text.slice(0, slash), rest: text.slice(slash + 1) || undefined }
}

/**
 * The document, and the place in it, that a text names. The longest key that exists wins, the rest is the path;
 * with `path` (`--path`, such as `lines/0/price`) all of the text is the key.
 *
 * @throws {DocumentUnknownError} no beginning of the text is a key at that position; and as {@link resolveRevision}.
 */
export function resolveDocument(text: string, context: DocumentContext, path?: string): ResolvedDocument {
  const { revision, projection, rest } = parseDocumentRevision(text, context.projections)
  const at = resolveRevision(revision, context)
  return { at, projection, ...resolveKey({ projection, rest, path }, at, context) }
}

/** The same for `PROJECTION/KEY[/PATH]` that is read at a revision given apart (`--at R`). */
export function resolveKey(
  asked: { projection: string; rest: string | undefined; path?: string | undefined },
  at: ResolvedRevision,
  { hasKey }: Pick<DocumentContext, 'hasKey'>,
): { key: string | undefined; path: string[] } {
  const { projection, rest, path } = asked
  if (rest === undefined) return { key: undefined, path: [] }
  const parts = rest.split('/')
  for (let length = parts.length; length > 0; length--) {
    const key = parts.slice(0, length).join('/')
    if (key !== '' && hasKey(projection, key, at.position))
      return { key, path: path === undefined ? parts.slice(length) : path.split('/') }
    if (path !== undefined) break
  }
  throw new DocumentUnknownError(`no document '${rest}' in '${projection}' at ${at.position}`)
}
