import { Args, Flags } from '@oclif/core'
import { UsageError } from '../src/errors.ts'
import { suggestion } from '../src/nearest.ts'
import type { ModelFailures } from '../src/projection/model-failures.ts'
import type { EventSelection } from '../src/revision/event-selection.ts'
import { followSelected } from '../src/revision/follow-selected.ts'
import { isGlob } from '../src/revision/glob.ts'
import { nearStream } from '../src/revision/near-stream.ts'
import { type ResolvedRange, resolveRange } from '../src/revision/range.ts'
import { countEvents, type Share, selectEvents } from '../src/revision/select-events.ts'
import type { EventLog, RecordedEvent } from '../src/store/event.ts'
import type { Store } from '../src/store/store.ts'
import { failedFields } from '../src/terminal/failed-models.ts'
import { atFlag, countFlag } from '../src/terminal/flags.ts'
import { format_summary } from '../src/terminal/log-format.ts'
import { selection_flags, selectionOf } from '../src/terminal/log-selection.ts'
import { type LogView, logView, needsReadModels } from '../src/terminal/log-view.ts'
import { openChanges } from '../src/terminal/open-changes.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

/** What is listed, and how. */
interface Listing {
  readonly store: Store
  readonly range: ResolvedRange
  readonly selection: EventSelection
  readonly share: Share
  readonly view: LogView
  /** The read models that failed, where changes are shown. */
  readonly failures: ModelFailures | undefined
}

export default class Log extends StoreCommand {
  static override summary = 'list events, newest first'
  static override description =
    `Lists the events of RANGE, newest first, one a line: position, time, stream and version, type, message and data. RANGE is A..B, the events after A up to B; or one revision, everything up to it; everything up to HEAD when left out. After -- come names of streams.

An event is listed when every filter holds. Of a filter that is given several times, one value must fit. In --type and --stream, * stands for any text and ? for one character.

--grep searches what the data says: "Zo\\u00eb" is found as Zoë, "http:\\/\\/x" as http://x, "say \\"hi\\"" as say "hi". A dot stands for a line feed, too. The actor, the correlation id and the causation id are the texts or numbers under actor, correlationId and causationId of the meta, or as other systems write them: actorId, actor_id, actorID, $actor; correlation_id, correlationID, $correlationId; causation_id, causationID, $causationId.

With -p, --stat or -S it folds, and so runs the code in projections/. -S lists the events that gave a document a value, which it had not before: 'orders/order-42/status=paid', or 'orders/*/status=paid' for any document. Where there are several =, each is tried as the one before the value.

With --follow it goes on with the events that any process appends, oldest first, until it is interrupted; -n is then how many of those that are there already.

The placeholders of --format are: ${format_summary}.`
  static override examples = [
    'es log -n 2',
    'es log v1.0.0..HEAD --oneline',
    'es log -- cart-7',
    "es log --type 'Item*' --since 2026-02-01",
    "es log --format '%p %aI %an %t'",
    'es log -p -n 1',
    "es log --oneline -S 'carts/cart-7/items/0=B'",
    'es log --follow -n 0 --jsonl',
  ]
  static override args = {
    range: Args.string({ ignoreStdin: true, description: 'which events; all up to HEAD when left out' }),
  }
  static override pathsName = 'STREAM'
  static override isPaged = true
  static override flags = {
    'max-count': countFlag({ char: 'n', summary: 'only the newest so many' }),
    skip: countFlag({ summary: 'without the newest so many; -n counts from there' }),
    count: Flags.boolean({ summary: 'print only how many they are' }),
    oneline: Flags.boolean({ summary: 'without time and data', exclusive: ['format'] }),
    reverse: Flags.boolean({ summary: 'oldest first; with -n the newest so many, turned round' }),
    ...selection_flags,
    gives: Flags.string({
      char: 'S',
      helpValue: 'PATH=VALUE',
      summary: 'that gave a document this value; PATH is PROJECTION/KEY/PATH',
    }),
    patch: Flags.boolean({
      char: 'p',
      summary: 'with what each event changed in the read models, as a diff',
    }),
    stat: Flags.boolean({
      summary: 'with how much each event changed in the read models',
      exclusive: ['patch'],
    }),
    format: Flags.string({ helpValue: 'TEXT', summary: 'print each event so; the placeholders are above' }),
    null: Flags.boolean({ char: 'z', summary: 'end each event with a NUL instead of a line feed' }),
    jsonl: Flags.boolean({
      summary: 'print one JSON document an event',
      exclusive: ['json', 'null', 'count'],
    }),
    follow: Flags.boolean({
      char: 'f',
      summary: 'oldest first, and then the events that are appended, as they come',
      exclusive: ['json', 'count', 'at'],
    }),
    at: atFlag(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Log)
    const selection = selectionOf(flags, this.paths, this.ambient.nowMs())
    await this.withStore({ readOnly: true }, async (store) => {
      const context = this.context(store, flags.at)
      const range = resolveRange(args.range ?? (flags.follow ? store.refs.head.branch : 'HEAD'), context)
      for (const warning of range.warnings) this.warning(warning)
      const changes = needsReadModels(flags) ? await openChanges(store) : undefined
      const where = flags.gives === undefined ? undefined : changes?.valueGiven(flags.gives)
      const view = logView(flags, range.branch, changes)
      const share = { skip: flags.skip, limit: flags['max-count'] }
      const listing: Listing = {
        store,
        range,
        selection: { ...selection, where },
        share,
        view,
        failures: changes?.failures,
      }
      if (flags.count) this.#count(listing)
      else if (flags.follow) await this.#follow(listing, flags.jsonl)
      else this.#list(listing, flags)
      const named = [...(this.paths ?? []), ...(flags.stream ?? []).filter((name) => !isGlob(name))]
      this.#warnOfMissing(named, store.branch(range.branch))
      const never = flags.gives === undefined ? undefined : changes?.neverThere(flags.gives)
      if (never !== undefined)
        this.warning(`there never was a document '${never.key}' in read model '${never.projection}'`)
      this.warnOf(changes?.failures ?? [])
      if (changes?.hint !== undefined) this.hint(changes.hint)
    })
  }

  /** A stream that does not exist is most likely misspelt; its events are none, which is no error. */
  #warnOfMissing(streams: readonly string[], log: EventLog): void {
    for (const name of streams) {
      if (log.versionOf(name) > 0) continue
      this.warning(`there is no stream '${name}'`)
      const meant = nearStream(name, log)
      if (meant !== undefined) this.hint(`did you mean ${suggestion(name, meant)}?`)
    }
  }

  #count({ store, range, selection, share }: Listing): void {
    const { from, to, branch } = range
    const count = countEvents(store.branch(branch), range, selection, share)
    this.print({ text: () => String(count), json: () => ({ range: { from, to }, count }) })
  }

  #list(listing: Listing, flags: { reverse: boolean; jsonl: boolean; null: boolean }): void {
    const { store, range, selection, share, view, failures } = listing
    const { from, to, branch } = range
    const order = { ...share, oldestFirst: flags.reverse }
    const events = view.ahead(selectEvents(store.branch(branch), range, selection, order))
    if (flags.jsonl) this.printJsonLines(mapped(events, view.fields))
    else if (flags.null && !this.wantsJson)
      for (const event of events) this.out.write(view.text(event, this.terminal))
    else
      this.print({
        text: (terminal) => mapped(events, (event) => view.text(event, terminal)),
        json: () => ({
          range: { from, to },
          events: mapped(events, view.fields),
          ...(failures && failedFields(failures)),
        }),
      })
  }

  async #follow({ store, range, selection, share, view }: Listing, jsonl: boolean): Promise<void> {
    const { tip } = store.branch(range.branch)
    if (range.to < tip.position)
      throw new UsageError(`cannot go on from ${range.to}: the last event is at ${tip.position}`, {
        hint: `--follow needs a range that ends at the tip, like '${range.from}..${range.branch}'`,
      })
    const show = (event: RecordedEvent): void => {
      if (jsonl) this.printJsonLines([view.fields(event)])
      else this.out.write(view.text(event, this.terminal))
    }
    const history = { ...share, oldestFirst: true }
    const before = selectEvents(store.branch(range.branch), range, selection, history)
    for (const event of view.ahead(before)) show(event)
    this.out.flush()
    for await (const event of followSelected(store, range.to, selection)) {
      show(event)
      this.out.flush()
    }
  }
}

function* mapped<From, To>(items: Iterable<From>, change: (item: From) => To): Generator<To> {
  for (const item of items) yield change(item)
}
