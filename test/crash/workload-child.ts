// Does one operation for every message, with the shim watching, and notes what is acknowledged in the shim's log.
import { openSync, writeSync } from 'node:fs'
import type { Ambient, AppendRequest, NewEvent } from '../../src/store/event.ts'
import { Store } from '../../src/store/store.ts'
import type { Operation } from './operations.ts'
import { type Acknowledged, acknowledgement } from './recording.ts'

const [directory, processNumber] = process.argv.slice(2) as [string, string]
const log = openSync(process.env.ES_SHIM_LOG!, 'a')

/** Two processes and two runs of them record the same bytes: time and ids follow from the number of the operation. */
let nowMs = 0
let ids = 0
const ambient: Ambient = {
  nowMs: () => nowMs,
  newId: (timeMs) => {
    const time = timeMs.toString(16).padStart(12, '0')
    const tail = (ids++ * 10 + Number(processNumber)).toString(16).padStart(12, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`
  },
  newSalt: () => '0'.repeat(32),
}
const store = Store.open(directory, { readOnly: false, ambient })

process.on('message', ({ number, operation }: { number: number; operation: Operation }) => {
  nowMs = Date.UTC(2026, 0, 1) + number * 7
  store.refresh()
  perform(operation)
  const done: Acknowledged = { tip: store.log.tip.position, tags: store.refs.tags().length }
  writeSync(log, acknowledgement(done))
  process.send?.(done)
})
process.on('disconnect', () => store.close())

function perform(operation: Operation): void {
  switch (operation.kind) {
    case 'append':
      store.log.append({ events: operation.events })
      break
    case 'tag':
      tagTip()
      break
    case 'append and tag':
      store.commit(() => {
        store.log.append({ events: operation.events })
        refused(() => store.log.append(conflicting(operation.events)))
        tagTip()
      })
      break
    case 'conflict':
      refused(() =>
        store.commit(() => {
          tagTip()
          store.log.append({ events: operation.events })
          store.log.append(conflicting(operation.events))
        }),
      )
  }
}

function tagTip(): void {
  const { position, hash, timeMs } = store.log.tip
  const tag = {
    name: `t${store.refs.tags().length + 1}`,
    branch: 'main',
    position,
    hash,
    message: undefined,
    actor: undefined,
    taggedMs: nowMs,
    eventMs: position === 0 ? undefined : timeMs,
    models: [],
  }
  store.refs.setTag(tag, { force: false, cause: { command: 'es tag', actor: undefined, timeMs: nowMs } })
}

/** Without ids, because a repeated id is answered before the expected version is looked at. */
function conflicting(events: readonly NewEvent[]): AppendRequest {
  return { events: events.map(({ id: _, ...event }) => event), expect: new Map([['plain', 1_000_000]]) }
}

function refused(body: () => void): void {
  try {
    body()
  } catch (error) {
    if ((error as { code?: string }).code === 'VERSION_CONFLICT') return
    throw error
  }
  throw new Error('a conflict was not refused')
}
