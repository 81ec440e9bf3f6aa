import { Args, Flags } from '@oclif/core'
import { compareReadModels, type DocumentDifference, selected } from '../src/diff/compare.ts'
import { type DiffEnds, diffEnds } from '../src/diff/ends.ts'
import { ModelFailures } from '../src/projection/model-failures.ts'
import type { ReadModels } from '../src/projection/read-models.ts'
import type { Store } from '../src/store/store.ts'
import {
  type CodeNames,
  codeDifferences,
  codeNames,
  type DiffEnd,
  diffEnd,
  workTreeEnd,
} from '../src/terminal/diff-ends.ts'
import { diff_flags, diffForm, leniencyOf } from '../src/terminal/diff-flags.ts'
import { differenceFields, diffPieces, withEvents } from '../src/terminal/diff-view.ts'
import { eventFields } from '../src/terminal/event-json.ts'
import { failedFields } from '../src/terminal/failed-models.ts'
import { atFlag, stale_flag } from '../src/terminal/flags.ts'
import { foldedHint, many_events } from '../src/terminal/read-model-text.ts'
import { openReadModels, staleFields, staleWarnings } from '../src/terminal/read-models.ts'
import { foldedAhead } from '../src/terminal/rebuild-progress.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'
import { isOutdated, laidModels } from '../src/worktree/tree-status.ts'

export default class Diff extends StoreCommand {
  static override summary = 'compare the documents of two positions'
  static override description =
    `Prints how the documents of the read models differ between A and B, as a unified diff of each: A to HEAD when only A is given, the work tree's position to HEAD when nothing is. A may be after B. After -- come the documents to compare: a projection, or PROJECTION/KEY.

The documents are compared as values, so the order of members makes no difference. With --json each has a JSON Patch (RFC 6902), which with --ignore or --tolerance leaves out what they leave out.

A read model that fails is named at the end, with the exit status 7; the others are compared.

With --code, FROM and TO are two versions of the projections' code, and what is printed is what they make differently of the same events, those up to --at: what a change of the code does to real data. A version is a file, which stands for its projection alone; a folder projections, or one that holds it; or either of them in git, as REVISION:PATH, where PATH begins at the top of the git repository, or with ./ at the current folder. Two files are compared with one another whatever they are called, folders by the names of their projections. What the code of a git revision imports is taken from that revision, but packages from the node_modules of the work tree now. Code that fails ends with 7, and the message says whether it was the old or the new.`
  static override examples = [
    'es diff v1 v2',
    'es diff 2026-01-31..HEAD --stat',
    'es diff v1 -- orders/order-1',
    'es diff v1 --ignore updatedAt --tolerance 0.01',
    'es diff HEAD~1 HEAD --exit-code --quiet',
    'es diff --code HEAD:projections projections --stat',
    'es diff --code main:projections/orders.ts ../new/orders-new.ts --at v1',
  ]
  static override args = {
    from: Args.string({
      ignoreStdin: true,
      description: "A, or A..B; the work tree's position when left out. With --code the old version",
    }),
    to: Args.string({ ignoreStdin: true, description: 'B; HEAD when left out. With --code the new version' }),
  }
  static override pathsName = 'DOCUMENT'
  static override isPaged = true
  static override flags = {
    ...diff_flags,
    code: Flags.boolean({ summary: 'compare two versions of the code, at one position' }),
    'exit-code': Flags.boolean({ summary: 'exit with 1 when documents differ' }),
    quiet: Flags.boolean({ char: 'q', summary: 'print nothing; --exit-code' }),
    events: Flags.boolean({
      summary: 'print the events between the two, too',
      exclusive: ['name-only', 'name-status', 'quiet', 'code'],
    }),
    at: atFlag(),
    stale: stale_flag,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Diff)
    const form = diffForm(flags)
    const failures = new ModelFailures()
    const options = { documents: this.paths ?? [], ...leniencyOf(flags), failures }
    const code = flags.code ? codeNames(args.from, args.to) : undefined
    const named = code ?? diffEnds(args.from, args.to)
    await this.withStore({ readOnly: true }, async (store) => {
      const reader = openReadModels(store, flags)
      const { from, to } = this.#ends(store, named, flags.at)
      if (code === undefined) await this.#foldAhead(reader, [from.position, to.position], failures)
      const all =
        code === undefined
          ? compareReadModels(reader, from.position, to.position, options)
          : codeDifferences(store, code, to.position, options)
      const differences = this.#answering(all, flags['exit-code'] || flags.quiet)
      if (flags.quiet) {
        if (differences.next().done) this.failFor(failures)
        return
      }
      const labels = { beforeLabel: from.label, afterLabel: to.label }
      if (flags.null && !this.wantsJson) {
        for (const piece of diffPieces(differences, form, labels, this.terminal)) this.out.write(piece)
        return this.failFor(failures)
      }
      const log = store.branch(store.refs.head.branch)
      const between = {
        after: Math.min(from.position, to.position),
        upTo: Math.max(from.position, to.position),
      }
      const events = flags.events ? log.read(between) : undefined
      this.print({
        text: (terminal) => withEvents(events, diffPieces(differences, form, labels, terminal), terminal),
        json: () => ({
          from: from.position,
          to: to.position,
          code: code && { ...code },
          events: events && mapped(events, (event) => eventFields(event, log.branch)),
          documents: mapped(differences, differenceFields),
          ...failedFields(failures),
          ...staleFields(reader),
        }),
      })
      for (const text of staleWarnings(reader)) this.warning(text)
      const hint = foldedHint(reader)
      if (hint !== undefined) this.hint(hint)
      if (!('old' in named) && named.from === undefined) this.#hintAtOutdated(store, from.position)
      this.failFor(failures)
    })
  }

  #ends(store: Store, named: DiffEnds | CodeNames, at: string | undefined): { from: DiffEnd; to: DiffEnd } {
    const positionOf = (revision: string) => this.resolve(store, revision, at).position
    if ('old' in named) {
      const position = positionOf('HEAD')
      return { from: diffEnd(named.old, position), to: diffEnd(named.new, position) }
    }
    const from = named.from === undefined ? workTreeEnd(store) : diffEnd(named.from, positionOf(named.from))
    return { from, to: diffEnd(named.to, positionOf(named.to)) }
  }

  /** The documents are compared as the code now makes them, which is not what these files show. */
  #hintAtOutdated(store: Store, position: number): void {
    const outdated = laidModels(store).filter((model) => isOutdated(model, { position }))
    if (outdated.length === 0) return
    const names = outdated.map(({ name }) => `'${name}'`).join(', ')
    this.hint(`the files of ${names} in the work tree are of other code or another position: see 'es status'`)
  }

  /** Between positions far apart most documents have changed: they are folded together. */
  async #foldAhead(reader: ReadModels, ends: [number, number], failures: ModelFailures): Promise<void> {
    const names = selected(reader.names, this.paths ?? []).map(([name]) => name)
    const [from, to] = [Math.min(...ends), Math.max(...ends)]
    await foldedAhead(reader, names, to, {
      all: to - from > many_events && this.paths === undefined,
      failures,
    })
  }

  /** The same differences; the first one is the answer "no". */
  *#answering(differences: Iterable<DocumentDifference>, answers: boolean): Generator<DocumentDifference> {
    for (const difference of differences) {
      if (answers) this.answerNo()
      yield difference
    }
  }
}

function* mapped<From, To>(items: Iterable<From>, change: (item: From) => To): Generator<To> {
  for (const item of items) yield change(item)
}
