import type { RecordedEvent } from '../store/event.ts'

/**
 * An event as one line of an export, without its line end: the members of the contract in their order, `data` and
 * `meta` as their stored texts. Imported into an empty store, the lines of a whole log give the same hashes.
 */
export function eventLine(event: RecordedEvent, branch: string): string {
  const salt = event.salt === undefined ? '' : `,"salt":"${event.salt}"`
  return (
    `{"v":1,"position":${event.position},"branch":${JSON.stringify(branch)},"stream":${JSON.stringify(event.stream)}` +
    `,"version":${event.version},"type":${JSON.stringify(event.type)},"id":${JSON.stringify(event.id)}` +
    `,"time":"${event.time}","data":${event.json},"meta":${event.metaJson},"hash":"${event.hash}"${salt}}`
  )
}
