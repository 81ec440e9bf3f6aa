import type { RecordedEvent } from '../store/event.ts'

/** The names under which other systems and their exports keep what `es` calls by the first of them. */
const spellings = {
  actor: ['actor', 'actorId', 'actor_id', 'actorID', '$actor'],
  message: ['message'],
  correlationId: ['correlationId', 'correlation_id', 'correlationID', '$correlationId'],
  causationId: ['causationId', 'causation_id', 'causationID', '$causationId'],
} as const

export type KnownKey = keyof typeof spellings

/** A part of every spelling: most metas lack it. */
const stems: Readonly<Record<KnownKey, string>> = {
  actor: 'actor',
  message: 'message',
  correlationId: 'orrelation',
  causationId: 'ausation',
}

const number_text = /-?\d[\d.eE+-]*/y

export function isKnownKey(name: string): name is KnownKey {
  return Object.hasOwn(spellings, name)
}

/** `knownText` of an event's meta. */
export function metaText(event: RecordedEvent, key: KnownKey): string | undefined {
  return knownText(event.metaJson, key)
}

/**
 * The text or the number under a known key of a meta, the number as it is written; undefined when there is neither. Of
 * several spellings the first that has one counts.
 *
 * Nearly every meta is flat and without escapes. Then no string in the text holds a quote, so a quoted name before a colon
 * can only be the member itself, and nothing needs to be parsed.
 */
export function knownText(metaJson: string, key: KnownKey): string | undefined {
  if (metaJson === '{}') return undefined
  if (metaJson.includes('\\') || metaJson.indexOf('{', 1) !== -1) return parsedText(metaJson, key)
  if (!metaJson.includes(stems[key])) return undefined
  for (const name of spellings[key]) {
    const marker = metaJson.indexOf(`"${name}":`)
    if (marker === -1) continue
    const start = marker + name.length + 3
    if (metaJson[start] === '"') return metaJson.slice(start + 1, metaJson.indexOf('"', start + 1))
    number_text.lastIndex = start
    const number = number_text.exec(metaJson)
    if (number !== null) return number[0]
  }
  return undefined
}

function parsedText(metaJson: string, key: KnownKey): string | undefined {
  // Not `event.meta`: it refuses numbers that no double holds.
  const meta = JSON.parse(metaJson) as Record<string, unknown>
  for (const name of spellings[key]) {
    const value = Object.hasOwn(meta, name) ? meta[name] : undefined
    if (typeof value === 'string') return value
    if (typeof value === 'number') return writtenNumber(metaJson, name, value)
  }
  return undefined
}

/** As it is written: `1.0`, and digits that no double holds. */
function writtenNumber(metaJson: string, name: string, value: number): string {
  const member = `"${name}":`
  for (let at = metaJson.indexOf(member); at !== -1; at = metaJson.indexOf(member, at + 1)) {
    number_text.lastIndex = at + member.length
    const written = number_text.exec(metaJson)?.[0]
    if (written !== undefined && Number(written) === value) return written
  }
  return String(value)
}
