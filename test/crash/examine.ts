import { chainedName, chainHash, digestOf, genesis_hash } from '../../src/store/chain.ts'
import { categoryOf, type RecordedEvent } from '../../src/store/event.ts'
import type { Store } from '../../src/store/store.ts'
import type { Acknowledged } from './recording.ts'
import { type EventFacts, fact_names, type Truth } from './truth.ts'

/** More events than a commit folds into blocks. */
const hashes_asked_again = 512

/** Throws when the answer is no. */
function holds(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise)
}

/**
 * Looks at everything that a store says of itself, and compares it with what was written and acknowledged.
 * @param added how many events were appended to the image since; they follow a beginning of the truth
 * @throws {Error} saying what is wrong first
 */
export function examine(store: Store, truth: Truth, least: Acknowledged, added: number): void {
  const events = [...store.log.read()]
  const tip = events.length - added
  const tags = store.refs.tags()
  holds(
    store.log.tip.position === events.length,
    `the tip is ${store.log.tip.position}, but ${events.length} are read`,
  )
  holds(tip >= least.tip, `only ${tip} events of ${least.tip} acknowledged`)
  holds(tags.length >= least.tags, `only ${tags.length} tags of ${least.tags} acknowledged`)
  const isCommit = truth.commits.some((commit) => commit.tip === tip && commit.tags === tags.length)
  holds(isCommit, `${tip} events and ${tags.length} tags: a part of a commit`)
  for (const { name, position } of tags)
    holds(truth.tags[Number(name.slice(1)) - 1] === position, `tag '${name}' is at ${position}`)
  const operations = [...store.refs.operations()].length
  holds(operations === tags.length, `${operations} operations for ${tags.length} tags`)
  // The first look asks for every hash; after it, blocks near the tip were written anew.
  const firstHash = added === 0 ? 1 : tip - hashes_asked_again
  for (const event of events.slice(0, tip))
    sameAsWritten(event, truth.events[event.position - 1]!, event.position >= firstHash)
  fits(store, events, tip)
}

/**
 * Recomputes the chain of every event after a position, and asks every index about all events.
 * @throws {Error} saying what is wrong first
 */
export function fits(store: Store, events: readonly RecordedEvent[], after: number): void {
  chainFits(events, after)
  indexesAgree(store, events)
}

function sameAsWritten(event: RecordedEvent, written: EventFacts, asksHash: boolean): void {
  for (const name of fact_names)
    if ((name !== 'hash' || asksHash) && event[name] !== written[name])
      throw new Error(`${name} of event ${event.position} is not what was written`)
}

function chainFits(events: readonly RecordedEvent[], from: number): void {
  let previous = events[from - 1]?.hash ?? genesis_hash
  for (const event of events.slice(from)) {
    const { position, version, time } = event
    const chainedStream = chainedName(event.stream)
    const chainedType = chainedName(event.type)
    const quotedId = JSON.stringify(event.id)
    const header = { position, chainedStream, version, chainedType, quotedId, time }
    previous = chainHash(previous, header, digestOf(event.json, event.salt), digestOf(event.metaJson))
    holds(event.hash === previous, `the hash of event ${position} is not that of its content`)
  }
}

/** Every index answers what a filter over all events answers, and versions have no gaps. */
function indexesAgree(store: Store, events: readonly RecordedEvent[]): void {
  const byStream = positionsBy(events, ({ stream }) => stream)
  for (const [stream, positions] of byStream) {
    const versions = positions.map((position) => events[position - 1]!.version)
    holds(
      versions.every((version, index) => version === index + 1),
      `the versions of '${stream}' have a gap`,
    )
    holds(store.log.versionOf(stream) === positions.length, `the version of '${stream}' is wrong`)
    same(store, { streams: [stream] }, positions)
    const middle = Math.ceil(positions.length / 2)
    const found = store.log.positionOf(stream, middle)
    holds(found === positions[middle - 1], `${stream}@${middle} is found at ${found}`)
  }
  for (const [type, positions] of positionsBy(events, (event) => event.type))
    same(store, { types: [type] }, positions)
  for (const [category, positions] of positionsBy(events, ({ stream }) => categoryOf(stream)))
    same(store, { categories: [category] }, positions)
  for (const { id, position } of events.slice(-40).filter((_, index) => index % 4 === 3))
    holds(store.log.positionOfId(id) === position, `the event with id '${id}' is not found`)
}

function positionsBy(
  events: readonly RecordedEvent[],
  keyOf: (event: RecordedEvent) => string,
): Map<string, number[]> {
  const positions = new Map<string, number[]>()
  for (const event of events) {
    const known = positions.get(keyOf(event))
    if (known === undefined) positions.set(keyOf(event), [event.position])
    else known.push(event.position)
  }
  return positions
}

function same(
  store: Store,
  query: { streams?: string[]; types?: string[]; categories?: string[] },
  expected: number[],
): void {
  const found = [...store.log.read(query)].map(({ position }) => position)
  const equal =
    found.length === expected.length && found.every((position, index) => position === expected[index])
  holds(equal, `reading ${JSON.stringify(query)} does not agree with the log`)
}
