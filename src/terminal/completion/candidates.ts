import { topic_summaries } from '../topics/topic.ts'
import type { Expectation, Place, WordKind } from './expectation.ts'
import { namesOf } from './expectation.ts'
import type { LiveNames } from './live-names.ts'
import type { Manifest } from './manifest.ts'

/** A word that may stand at the cursor. */
export interface Candidate {
  readonly value: string
  readonly description?: string | undefined
  /** True when more of the same word may follow: no space comes after it. */
  readonly goesOn?: boolean
}

/** The names of files, or of folders, which the shell completes best itself. */
export type Completion = readonly Candidate[] | 'files' | 'folders'

export interface Sources {
  readonly manifest: Manifest
  /** Opens the store; undefined when there is none that can be read. */
  readonly names: () => LiveNames | undefined
}

/** What may stand at a place: only what begins as the word there does. */
export function completionOf(place: Place, sources: Sources): Completion {
  const found = candidatesOf(place.expects, place.typed, sources)
  if (typeof found === 'string') return found
  return found
    .filter(({ value }) => value.startsWith(place.typed) && isPlain(value))
    .map((candidate) => ({ ...candidate, value: place.before + candidate.value }))
}

/** Names with control characters, or such that hide or turn text, are never put on a command line. */
function isPlain(value: string): boolean {
  return !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u3164]|\u034f/u.test(value)
}

function candidatesOf(expects: Expectation, typed: string, sources: Sources): Completion {
  switch (expects.kind) {
    case 'command':
      return commands(sources.manifest)
    case 'option':
      return expects.flags.flatMap((flag) =>
        namesOf(flag)
          .filter((name) => name.startsWith('--') || typed === '-')
          .map((value) => ({ value, description: flag.summary })),
      )
    case 'choice':
      return expects.values.map((value) => ({ value }))
    case 'word':
      return words(expects.of, typed, sources)
  }
}

function words(kind: WordKind, typed: string, sources: Sources): Completion {
  switch (kind) {
    case 'nothing':
      return []
    case 'file':
      return 'files'
    case 'folder':
      return 'folders'
    case 'shell':
      return ['bash', 'zsh', 'fish'].map((value) => ({ value }))
    case 'topic':
      return [...commands(sources.manifest), ...topicNames()]
    default: {
      const names = sources.names()
      return names === undefined ? [] : live(kind, typed, names)
    }
  }
}

function commands(manifest: Manifest): Candidate[] {
  return Object.entries(manifest)
    .filter(([, { hidden }]) => !hidden)
    .map(([value, { summary }]) => ({ value, description: summary }))
}

function topicNames(): Candidate[] {
  return Object.entries(topic_summaries).map(([value, description]) => ({ value, description }))
}

function live(kind: WordKind, typed: string, names: LiveNames): Candidate[] {
  switch (kind) {
    case 'stream':
      return plain(names.streams(typed))
    case 'type':
      return plain(names.types(typed))
    case 'category':
      return plain(names.categories(typed))
    case 'projection':
      return plain(names.projections())
    case 'snapshot':
      return [
        { value: 'list', description: 'list the snapshots' },
        { value: 'prune', description: 'remove snapshots' },
        ...plain(names.projections()),
      ]
    case 'tag':
      return tags(names)
    case 'ref':
      return [{ value: 'HEAD' }, ...tags(names), ...plain(names.projections())]
    case 'document':
      return documents(typed, names)
    case 'checkout':
      return [{ value: 'as-of', description: 'detach HEAD at a revision' }, ...revisions(typed, names)]
    default:
      return revisions(typed, names)
  }
}

/** `A..B`: its second end. Streams only where no name of a point in history fits. */
function revisions(typed: string, names: LiveNames): Candidate[] {
  const [, first = '', typedEnd = typed] = /^(.*\.\.)(.*)$/s.exec(typed) ?? []
  const points: Candidate[] = [
    { value: 'HEAD', description: 'where commands read' },
    { value: 'ROOT', description: 'before the first event' },
    { value: 'main', description: "the branch's tip" },
    ...tags(names),
  ]
  const fit = points.filter(({ value }) => value.startsWith(typedEnd))
  const found = fit.length > 0 || typedEnd === '' ? fit : places(typedEnd, names)
  return found.map((each) => ({ ...each, value: first + each.value }))
}

/** `order-42@`: an event of a stream. */
function places(typed: string, names: LiveNames): Candidate[] {
  return names
    .streams(typed)
    .filter((name) => !/[\s:~^+/{}%]|\.\./.test(name))
    .map((name) => ({ value: `${name}@`, goesOn: true }))
}

/** `orders/`, or `v1:orders/`. */
function documents(typed: string, names: LiveNames): Candidate[] {
  const [, revision = ''] = /^(.*:)/s.exec(typed) ?? []
  const models = names.projections().map((name) => ({ value: `${revision}${name}/`, goesOn: true }))
  if (revision !== '') return models
  return [...models, ...tags(names).map((tag) => ({ ...tag, value: `${tag.value}:`, goesOn: true }))]
}

function tags(names: LiveNames): Candidate[] {
  return names.tags().map(({ name, position, message }) => ({
    value: name,
    description: `${position}${message === undefined ? '' : ` ${message.split('\n', 1)[0]}`}`,
  }))
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value }))
}

/** The store that the words before the cursor name, if they do. */
export function storeOption(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (word === '--') return undefined
    if (word === '--store' && index < words.length - 2) return words[index + 1]
    if (word.startsWith('--store=') && index < words.length - 1) return word.slice('--store='.length)
  }
  return undefined
}
