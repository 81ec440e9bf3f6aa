import { EventChanges } from '../diff/event-changes.ts'
import { documentsGiven, type NamedDocument, valueGiven } from '../diff/value-given.ts'
import { ModelFailures } from '../projection/model-failures.ts'
import type { ReadModels } from '../projection/read-models.ts'
import type { RecordedEvent } from '../store/event.ts'
import type { Store } from '../store/store.ts'
import { type DiffForm, differenceFields, diffPieces } from './diff-view.ts'
import type { JsonFields } from './json.ts'
import { foldedHint } from './read-model-text.ts'
import { openReadModels } from './read-models.ts'
import type { Terminal } from './terminal.ts'

/**
 * What each event did to the read models. Loaded only where that is asked for: it brings the projections' code, which
 * a plain `log` never runs.
 */
export class ChangesView {
  readonly #store: Store
  readonly #reader: ReadModels
  /** The models that failed at an event: what the others did is shown. */
  readonly failures = new ModelFailures()
  readonly #changes: EventChanges

  constructor(store: Store) {
    this.#store = store
    this.#reader = openReadModels(store)
    this.#changes = new EventChanges(this.#reader, this.failures)
  }

  /** The test of `-S PATH=VALUE`. @throws {UsageError} {@link ProjectionUnknownError} */
  valueGiven(text: string): (event: RecordedEvent) => boolean {
    return valueGiven(text, this.#reader, this.#store.log)
  }

  /** The document that `-S PATH=VALUE` means where none that it can mean was ever there. */
  neverThere(text: string): NamedDocument | undefined {
    const documents = documentsGiven(text, this.#reader.names)
    const tip = this.#store.log.tip.position
    const wasThere = ({ projection, key }: NamedDocument): boolean =>
      this.#reader.positions(projection, key, tip).length > 0
    return documents?.some(
      (document) => this.failures.attempt(document.projection, () => wasThere(document)) !== false,
    )
      ? undefined
      : documents?.[0]
  }

  /** The same events, of which what they changed is found for many at once. */
  ahead(events: Iterable<RecordedEvent>): Iterable<RecordedEvent> {
    return this.#changes.ahead(events)
  }

  /** The documents that an event changed, in the form asked for, and an empty line when there are some. */
  text({ position }: RecordedEvent, form: DiffForm, terminal: Terminal): string {
    const labels = { beforeLabel: String(position - 1), afterLabel: String(position) }
    const pieces = [...diffPieces(this.#changes.of(position), form, labels, terminal)]
    return pieces.length === 0 ? '' : `${pieces.join('')}\n`
  }

  /** The same as a diff, after an empty line. */
  patch(event: RecordedEvent, terminal: Terminal): string {
    const text = this.text(event, { kind: 'text', contextLines: 3 }, terminal).trimEnd()
    return text === '' ? '' : `\n${text}`
  }

  fields({ position }: RecordedEvent): JsonFields {
    return { changes: Array.from(this.#changes.of(position), differenceFields) }
  }

  /** What would make it faster, when it was slow. */
  get hint(): string | undefined {
    return foldedHint(this.#reader)
  }
}
