// A process that does with a store what its messages say, and answers each when it is done.
import { writeSync } from 'node:fs'
import { systemAmbient } from '../../src/store/ambient.ts'
import type { AppendRequest } from '../../src/store/event.ts'
import { Store } from '../../src/store/store.ts'

export type WriterTask =
  /** One event at a time, to a stream of its own, to one of all writers' streams, or to both at once. */
  | { readonly task: 'append'; readonly count: number; readonly name: string }
  /** To one stream of all writers', each with the version it read before; again until it is taken. */
  | { readonly task: 'append expecting'; readonly count: number; readonly name: string }
  /** Takes the write lock, says `holding`, and keeps it for a time. */
  | { readonly task: 'hold'; readonly timeMs: number }

export interface WriterAnswer {
  /** How often each attempt was refused. */
  readonly conflicts: number
  /** The events that were acknowledged, in order: position and what only this event has in its data. */
  readonly acknowledged: readonly (readonly [position: number, mark: string])[]
}

const store = Store.open(process.argv[2]!, { readOnly: false, ambient: systemAmbient })
let conflicts = 0
let acknowledged: [number, string][] = []

process.on('message', (task: WriterTask) => {
  conflicts = 0
  acknowledged = []
  perform(task)
  process.send?.({ conflicts, acknowledged } satisfies WriterAnswer)
})
process.on('disconnect', () => store.close())

function perform(task: WriterTask): void {
  if (task.task === 'hold') hold(task.timeMs)
  else appendAll(task)
}

function appendAll(task: Exclude<WriterTask, { task: 'hold' }>): void {
  for (let number = 0; number < task.count; number++) {
    const mark = `${task.name}-${number}`
    if (task.task === 'append') append(batch(mark, number, task.name))
    else while (!appendExpecting(mark));
  }
}

function batch(mark: string, number: number, name: string): AppendRequest {
  const event = (stream: string) => ({ stream, type: 'Counted', json: `"${mark}"` })
  const streams = [[`own-${name}`], ['shared-1'], [`own-${name}`, 'shared-2', 'shared-1']][number % 3]!
  return { events: streams.map(event) }
}

function append(request: AppendRequest): void {
  for (const { position } of store.log.append(request).events)
    acknowledged.push([position, JSON.parse(request.events[0]!.json!) as string])
}

function appendExpecting(mark: string): boolean {
  store.refresh()
  const expected = store.log.versionOf('hot-1')
  try {
    append({
      events: [{ stream: 'hot-1', type: 'Counted', json: `"${mark}"` }],
      expect: new Map([['hot-1', expected]]),
    })
    return true
  } catch (error) {
    const { code, at } = error as { code?: string; at: { expected: number; actual: number } }
    if (code !== 'VERSION_CONFLICT' || at.expected !== expected || at.actual <= expected) throw error
    conflicts++
    return false
  }
}

function hold(timeMs: number): void {
  store.commit(() => {
    writeSync(2, 'holding\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, timeMs)
  })
}
