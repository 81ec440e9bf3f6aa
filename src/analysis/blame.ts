import { batchesOfEvents } from '../projection/batches.ts'
import { empty_shelf } from '../projection/document-shelf.ts'
import { Fold } from '../projection/fold.ts'
import type { ReadModels } from '../projection/read-models.ts'
import { knownText } from '../revision/meta.ts'
import type { EventLog, RecordedEvent } from '../store/event.ts'
import { type BlamedValue, blamed, valuesOf } from './blame-tree.ts'
import type { Blamed } from './blamed.ts'

/** A value of a document, and the event that set it last. */
export interface BlameLine extends Omit<BlamedValue, 'position'> {
  readonly event: RecordedEvent
  readonly actor: string | undefined
}

export interface BlameRequest {
  readonly projection: string
  readonly key: string
  /** Only the values at and below this place. */
  readonly path: readonly string[]
  /** The document as of this position; it must exist. */
  readonly at: number
}

/**
 * Each value of a document with the event that set it last: the document's own events are folded one by one, and what
 * each changed is found by comparison. Reads no other events.
 * @throws {ProjectionFailedError}
 */
export function* blame(
  log: EventLog,
  reader: ReadModels,
  { projection: name, key, path, at }: BlameRequest,
): IterableIterator<BlameLine> {
  const document = blamedDocument(log, reader, { name, key, positions: reader.positions(name, key, at) })
  if (document === undefined) return
  const wanted = within(document.known, JSON.parse(document.json), path)
  if (wanted === undefined) return
  const events = new Map<number, RecordedEvent>()
  for (const { position, ...value } of valuesOf(wanted.known, wanted.value, path)) {
    const event = events.get(position) ?? (log.at(position) as RecordedEvent)
    events.set(position, event)
    yield { ...value, event, actor: knownText(event.metaJson, 'actor') }
  }
}

/** Undefined when the document does not exist after its last event. */
function blamedDocument(
  log: EventLog,
  { catalog }: ReadModels,
  { name, key, positions }: { name: string; key: string; positions: readonly number[] },
): { known: Blamed; json: string } | undefined {
  let known: Blamed | undefined
  const fold = new Fold(catalog.projection(catalog.model(name)), {
    log,
    shelf: empty_shelf,
    keepEvery: Number.POSITIVE_INFINITY,
    accepts: (other) => other === key,
    checksEach: true,
    changed: ({ state, lastPosition }) => {
      known = state === undefined ? undefined : blamed(known, state, lastPosition)
    },
  })
  // To find the positions, this code has folded these events.
  for (const batch of batchesOfEvents(eventsAt(log, positions))) fold.run(batch, { watched: false })
  const live = fold.documents.get(key)
  const json = live === undefined ? null : fold.textOf(live)
  return known === undefined || json === null ? undefined : { known, json }
}

function* eventsAt(log: EventLog, positions: readonly number[]): Generator<RecordedEvent> {
  for (const position of positions) yield log.at(position) as RecordedEvent
}

function within(
  known: Blamed,
  value: unknown,
  path: readonly string[],
): { known: Blamed; value: unknown } | undefined {
  let [blame, part]: [Blamed | undefined, unknown] = [known, value]
  for (const name of path) {
    if (blame?.kind === 'object') blame = blame.members.get(name)
    else if (blame?.kind === 'array') blame = blame.items[Number(name)]
    else return undefined
    part = (part as Readonly<Record<string, unknown>> | undefined)?.[name]
  }
  return blame && { known: blame, value: part }
}
