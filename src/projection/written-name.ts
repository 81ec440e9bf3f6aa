import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Comments, texts and templates, which may hold anything; a bracket; a member's name; or what stands between them. */
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|[([{}\])]|[\w$]+|[^\w$\s]/g

const plain_text = /^(['"])([\w.-]+)\1$/

/**
 * The name that a projection's file gives itself, as far as its text says so: `name: 'orders'` directly in the object
 * that it exports as default. Undefined when there is no name there, or when only running the code could tell.
 */
export function writtenName(root: string, file: string): string | undefined {
  try {
    return nameIn(readFileSync(join(root, file), 'utf8'))
  } catch {
    return undefined
  }
}

export function nameIn(source: string): string | undefined {
  const tokens = (source.match(token) ?? []).filter((text) => !/^\/[/*]/.test(text))
  const start = tokens.findIndex((text, index) => text === 'export' && tokens[index + 1] === 'default')
  const open = start === -1 ? -1 : definitionAt(tokens, start + 2)
  if (open === -1) return undefined
  let depth = 0
  for (let index = open; index < tokens.length; index++) {
    const text = tokens[index] as string
    if (/^[([{]$/.test(text)) depth++
    else if (/^[)\]}]$/.test(text) && --depth === 0) return undefined
    const isMember = depth === 1 && /^(?:name|'name'|"name")$/.test(text) && tokens[index + 1] === ':'
    if (isMember && /^[,{]$/.test(tokens[index - 1] as string) && /^[,}]$/.test(tokens[index + 3] ?? ''))
      return plain_text.exec(tokens[index + 2] ?? '')?.[2]
  }
  return undefined
}

/** Where the exported object begins: `{`, or the one that is given to `defineProjection<State>(`. */
function definitionAt(tokens: readonly string[], from: number): number {
  if (tokens[from] === '{') return from
  if (tokens[from] !== 'defineProjection') return -1
  const call = tokens.indexOf('(', from)
  return call !== -1 && tokens[call + 1] === '{' ? call + 1 : -1
}
