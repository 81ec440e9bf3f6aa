import { Args, Flags } from '@oclif/core'
import { UsageError } from '../src/errors.ts'
import { storedModelsAt } from '../src/projection/digest.ts'
import { ModelFailures } from '../src/projection/model-failures.ts'
import { differs, verifyTags } from '../src/projection/verify-tag.ts'
import { listTags } from '../src/revision/list-tags.ts'
import { makeTag } from '../src/revision/make-tag.ts'
import { resolveTag } from '../src/revision/names.ts'
import type { Store } from '../src/store/store.ts'
import { failedFields } from '../src/terminal/failed-models.ts'
import { actorFlag, repeatedFlag } from '../src/terminal/flags.ts'
import { withProgress } from '../src/terminal/progress.ts'
import { openReadModels } from '../src/terminal/read-models.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'
import { tagFields, tagListText, tagMadeText } from '../src/terminal/tag-text.ts'
import { verifiedTagFields, verifiedTagsText } from '../src/terminal/verified-tag-text.ts'

interface TagFlags {
  readonly message?: string[] | undefined
  readonly actor?: string | undefined
  readonly force: boolean
  readonly annotations: boolean
  readonly sort?: string | undefined
  readonly contains?: string | undefined
  readonly 'points-at'?: string | undefined
}

/** What is said of a tag that is made. */
const making = ['message', 'annotate', 'force']
const choosing = ['list', 'annotations', 'sort', 'contains', 'points-at']

const see_help = "see 'es tag --help'"

export default class Tag extends StoreCommand {
  static override summary = 'name a position: make, list, move or delete checkpoints'
  static override description =
    `Names the position of REVISION (HEAD when left out), with the chain's hash there and, for each read model that the store holds at exactly that position, its fingerprint and digest. A tag can be used wherever a revision can.

Without NAME, or with one of the options that choose tags, it lists names. Names follow git's rules; besides, they cannot be taken for another form of a revision: no \`@\`, not all digits, not a date, not a branch's name.

With --verify it compares what the tags NAME... (all, when there is none) remember with what is there now: the chain's hash, and each read model's digest, which folds what the store does not hold. It exits with 1 when something differs. A read model whose code has changed since, or that has no projection now, is not compared; one that fails is named at the end, with the exit status 7.`
  static override examples = [
    "es tag v1 -m 'before the move'",
    'es tag january 2026-01-31',
    "es tag -l 'v1*' -n",
    'es tag --contains cart-7@2',
    'es tag -d v1',
    'es tag --verify v1',
  ]
  static override strict = false
  static override args = {
    name: Args.string({
      ignoreStdin: true,
      description: "the tag's name; several with -d and --verify, patterns with -l",
    }),
    revision: Args.string({ ignoreStdin: true, description: 'what to name; HEAD when left out' }),
  }
  static override flags = {
    annotate: Flags.boolean({
      char: 'a',
      summary: 'as always: a tag keeps who made it and when, and the annotation of -m',
    }),
    message: repeatedFlag({ char: 'm', helpValue: 'TEXT', summary: 'an annotation; repeated: paragraphs' }),
    actor: actorFlag(),
    force: Flags.boolean({ char: 'f', summary: 'move the tag when it exists' }),
    delete: Flags.boolean({
      char: 'd',
      summary: 'delete the tags NAME...',
      exclusive: [...making, ...choosing, 'verify'],
    }),
    list: Flags.boolean({
      char: 'l',
      summary: 'list tags, those that match one of NAME... as patterns with * and ?',
      exclusive: making,
    }),
    annotations: Flags.boolean({ char: 'n', summary: 'list them with the first line of their annotations' }),
    sort: Flags.string({
      helpValue: 'KEY',
      summary: 'name, version, position or time; -KEY turns the order',
    }),
    contains: Flags.string({ helpValue: 'REVISION', summary: 'list tags whose history holds it' }),
    'points-at': Flags.string({ helpValue: 'REVISION', summary: 'list tags that name it' }),
    verify: Flags.boolean({
      char: 'v',
      summary: 'compare what tags remember with what is there now',
      exclusive: [...making, ...choosing],
    }),
  }

  async run(): Promise<void> {
    const { args, argv, flags } = await this.parse(Tag)
    if (flags.delete) return await this.#delete(argv as string[])
    if (flags.verify) return await this.#verify(argv as string[])
    const chooses = flags.list || flags.annotations || flags.contains || flags['points-at'] || flags.sort
    if (args.name === undefined || chooses) return await this.#list(argv as string[], flags)
    if (argv.length > 2) throw new UsageError(`unexpected argument '${argv[2]}'`, { hint: see_help })
    return await this.#make(args.name, args.revision ?? 'HEAD', flags)
  }

  async #make(name: string, revision: string, flags: TagFlags): Promise<void> {
    await this.withStore({ readOnly: false }, (store) => {
      const { branch, position } = this.resolve(store, revision)
      const { force, message } = flags
      const cause = this.cause(flags.actor)
      const models = storedModelsAt(store, position)
      const request = { name, position, message: message?.join('\n\n'), models, force, cause }
      const { tag, before } = makeTag(store.branch(branch), store.refs, request)
      this.print({ text: () => '', json: () => tagFields(tag) })
      this.message(tagMadeText(tag, before))
    })
  }

  async #list(patterns: readonly string[], flags: TagFlags): Promise<void> {
    await this.withStore({ readOnly: true }, (store) => {
      const { contains, 'points-at': pointsAt, sort, annotations } = flags
      const position = (text?: string) =>
        text === undefined ? undefined : this.resolve(store, text).position
      const query = { patterns, sort, contains: position(contains), pointsAt: position(pointsAt) }
      const tags = listTags(store.refs.tags(), query)
      this.print({
        text: (terminal) => tagListText(tags, terminal, annotations),
        json: () => ({ tags: tags.map(tagFields) }),
      })
    })
  }

  async #delete(names: readonly string[]): Promise<void> {
    if (names.length === 0) throw new UsageError('missing argument NAME', { hint: see_help })
    await this.withStore({ readOnly: false }, (store: Store) => {
      const tags = names.map((name) => resolveTag(name, this.context(store)))
      const cause = this.cause(undefined)
      store.commit(() => {
        for (const { name } of tags) store.refs.deleteTag(name, cause)
      })
      this.print({ text: () => '', json: () => ({ deleted: tags.map(tagFields) }) })
      for (const { name, position } of tags) this.message(`deleted tag '${name}', which was at ${position}`)
    })
  }

  async #verify(names: readonly string[]): Promise<void> {
    await this.withStore({ readOnly: true }, async (store) => {
      const context = this.context(store)
      const tags = names.length === 0 ? store.refs.tags() : names.map((name) => resolveTag(name, context))
      const reader = openReadModels(store)
      const failures = new ModelFailures()
      const work = verifyTags(tags, store.log, reader, failures)
      const verified = await withProgress({ doing: 'verifying', unit: 'events' }, work)
      if (verified.some(differs)) this.answerNo()
      this.print({
        text: (terminal) => verifiedTagsText(verified, terminal),
        json: () => ({ tags: verified.map(verifiedTagFields), ...failedFields(failures) }),
      })
      this.failFor(failures)
    })
  }
}
