/** 32 bits of a key: FNV-1a over its UTF-16 units. Cheap, and spread evenly enough for samples and filters. */
export function keyHash(key: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
