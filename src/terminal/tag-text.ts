import { isoTime } from '../store/iso-time.ts'
import type { Tag } from '../store/refs.ts'
import type { JsonFields } from './json.ts'
import type { Terminal } from './terminal.ts'

/** A name a line, as git; with `annotated` the first line of each message beside it. */
export function tagListText(tags: readonly Tag[], terminal: Terminal, annotated: boolean): string {
  const { colours, safeLine } = terminal
  if (!annotated) return tags.map(({ name }) => colours.tag(name)).join('\n')
  const width = Math.max(15, ...tags.map(({ name }) => name.length))
  const line = ({ name, message }: Tag): string => {
    const padding = ' '.repeat(width - name.length + 1)
    return `${colours.tag(name)}${message ? padding + safeLine(message.split('\n', 1)[0]!) : ''}`
  }
  return tags.map(line).join('\n')
}

export function tagFields(tag: Tag): JsonFields {
  return {
    name: tag.name,
    branch: tag.branch,
    position: tag.position,
    hash: tag.hash,
    tagged: isoTime(tag.taggedMs),
    time: tag.eventMs === undefined ? undefined : isoTime(tag.eventMs),
    message: tag.message,
    actor: tag.actor,
    models: tag.models.map(({ name, fingerprint, digest }) => ({ name, fingerprint, digest })),
  }
}

/** What was done, for people: where the tag is now, and where it was. */
export function tagMadeText(tag: Tag, before: Tag | undefined): string {
  if (before === undefined) return `tagged ${tag.position} as '${tag.name}'`
  if (before.position === tag.position) return `made tag '${tag.name}' anew at ${tag.position}`
  return `moved tag '${tag.name}' from ${before.position} to ${tag.position}`
}
