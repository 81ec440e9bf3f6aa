import type { Checkout } from '../worktree/checkout.ts'
import type { HeadStatus } from '../worktree/head-status.ts'
import type { UnlaidModel } from '../worktree/request.ts'
import { fullTimeText } from './event-text.ts'
import type { JsonFields } from './json.ts'
import type { Terminal } from './terminal.ts'

/** Where HEAD is now, and what became of the files. */
export function checkoutText(checkout: Checkout, head: HeadStatus, terminal: Terminal): string {
  const { written, removed, unchanged } = checkout
  const files =
    written + removed === 0
      ? `${unchanged} unchanged`
      : `${written} written, ${removed} removed, ${unchanged} unchanged`
  return `${headText(head, terminal)}\nstate: ${files}`
}

/** `on branch main at 8577, 2012-01-23T12:00:00.000Z, tag 'v2'`; `HEAD detached at 4021, …`. */
export function headText(
  { branch, position, detached, tipPosition, eventMs, lastTag }: HeadStatus,
  terminal: Terminal,
): string {
  const { colours, safeLine } = terminal
  const place = position === 0 ? `${colours.position('0')} (ROOT)` : colours.position(position)
  const words = [detached ? `HEAD detached at ${place}` : `on branch ${safeLine(branch)} at ${place}`]
  if (eventMs !== undefined) words.push(colours.time(fullTimeText(eventMs, terminal)))
  if (detached && position < tipPosition)
    words.push(`${tipPosition - position} behind branch ${safeLine(branch)}`)
  if (lastTag !== undefined) {
    const distance = position - lastTag.position
    const events = distance === 0 ? '' : `${distance} event${distance === 1 ? '' : 's'} after `
    words.push(`${events}tag ${colours.tag(safeLine(lastTag.name))}`)
  }
  return words.join(', ')
}

export function checkoutJson({
  position,
  branch,
  detached,
  written,
  removed,
  unchanged,
  failed,
}: Checkout): JsonFields {
  return { at: position, branch, detached, written, removed, unchanged, failed: failed.map(unlaidFields) }
}

export function unlaidFields({ name, error, position }: UnlaidModel): JsonFields {
  return { name, filesAt: position ?? null, message: error.message }
}

/** Why a read model was not laid out, and where its files are. */
export function unlaidText({ name, error, position }: UnlaidModel): string {
  const files = position === undefined ? 'it has no files' : `its files stay at ${position}`
  return `'${name}' was not laid out, ${files}: ${error.message}`
}
