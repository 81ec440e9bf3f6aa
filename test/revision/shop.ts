import type { RevisionContext } from '../../src/revision/context.ts'
import { resolveRevision } from '../../src/revision/resolve.ts'
import type { Cause, Tag } from '../../src/store/refs.ts'
import type { Store } from '../../src/store/store.ts'
import { temporaryStore } from '../support/stores.ts'

const now_ms = Date.parse('2026-11-21T09:30:00Z')

/** Ten events of four streams, one a day at noon from 2026-01-01; tags v1 at 3 and v1.2.0 at 7. */
export function shop(): Store {
  let nowMs = 0
  let ids = 0
  const store = temporaryStore({
    nowMs: () => nowMs,
    newId: () => `0190a${'0'.repeat(6)}${ids < 5 ? 'a' : 'b'}-${ids++}`,
    newSalt: () => '0'.repeat(32),
  })
  const streams = [
    'order-1',
    'order-1',
    'cart-7',
    'order-2',
    'my order/é',
    'order-1',
    'cart-7',
    'order-2',
    'a..b',
    'order-1',
  ]
  for (const [index, stream] of streams.entries()) {
    nowMs = Date.UTC(2026, 0, index + 1, 12)
    const meta = index === 3 ? { message: 'a rush job' } : {}
    store.log.append({
      events: [{ stream, type: index === 5 ? 'OrderPaid' : 'Changed', data: { n: index + 1 }, meta }],
    })
  }
  tagAt(store, 'v1', 3)
  tagAt(store, 'v1.2.0', 7)
  nowMs = now_ms
  return store
}

export function tagAt(store: Store, name: string, position: number, taggedMs = Date.UTC(2026, 1, 1)): void {
  const tag: Tag = {
    name,
    branch: 'main',
    position,
    hash: store.log.hashAt(position),
    taggedMs,
    eventMs: store.log.at(position)?.timeMs,
    message: undefined,
    actor: undefined,
    models: [],
  }
  store.refs.setTag(tag, { force: true, cause: causeAt(taggedMs) })
}

export function causeAt(timeMs: number): Cause {
  return { actor: undefined, command: 'es tag', timeMs }
}

export function contextOf({ log, refs }: Store, at?: string): RevisionContext {
  const context = { log, refs, nowMs: now_ms, script: true }
  return at === undefined ? context : { ...context, at: resolveRevision(at, context) }
}
