const escapes = /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g

const controls: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/**
 * A JSON text as it reads when each escape stands for its character: two spellings of one value read the same. No JSON
 * any more, but what a person searches in.
 */
export function saidText(json: string): string {
  if (!json.includes('\\')) return json
  return json.replace(escapes, (_, code: string | undefined, character: string) =>
    code === undefined ? (controls[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  )
}
