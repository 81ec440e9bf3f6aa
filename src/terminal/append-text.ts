import type { AppendReceipt } from '../store/event.ts'
import { isoTime } from '../store/iso-time.ts'
import { eventPlace } from './event-text.ts'
import type { JsonFields } from './json.ts'
import type { Terminal } from './terminal.ts'

/** `1 cart-7@1 ItemAdded`, an event a line; one that was known already says so. */
export function appendReceiptText(receipt: AppendReceipt, terminal: Terminal): string {
  const { colours, safeLine } = terminal
  const lines = receipt.events.map((event) => {
    const line = `${colours.position(event.position)} ${eventPlace(event, terminal)} ${colours.type(safeLine(event.type))}`
    return event.duplicate ? `${line} ${colours.faint('(known already)')}` : line
  })
  return lines.join('\n')
}

export function appendReceiptJson({ branch, events }: AppendReceipt, dryRun: boolean): JsonFields {
  return {
    branch,
    dryRun: dryRun || undefined,
    events: events.map(({ position, stream, version, id, timeMs, hash, duplicate }) => {
      return { position, stream, version, id, time: isoTime(timeMs), hash, duplicate }
    }),
  }
}

/** What people should know about the clock; undefined when it was not behind. */
export function clockWarning({ clockHeldMs }: AppendReceipt): string | undefined {
  if (clockHeldMs === 0) return undefined
  return `the clock is ${clockHeldMs} ms behind the last event; its time was used`
}
