const marker = '"actor":"'

/**
 * The actor in the text of a meta; undefined when there is none, or it is not a text.
 *
 * Nearly every meta is flat and without escapes. Then no string in the text holds a quote, so the marker can only be the
 * member itself, and nothing needs to be parsed.
 */
export function actorOf(metaJson: string): string | undefined {
  if (metaJson === '{}') return undefined
  if (metaJson.includes('\\') || metaJson.indexOf('{', 1) !== -1) return parsedActor(metaJson)
  const at = metaJson.indexOf(marker)
  if (at === -1) return undefined
  const start = at + marker.length
  return metaJson.slice(start, metaJson.indexOf('"', start))
}

function parsedActor(metaJson: string): string | undefined {
  const { actor } = JSON.parse(metaJson) as { actor?: unknown }
  return typeof actor === 'string' ? actor : undefined
}
