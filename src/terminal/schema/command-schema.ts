import type { Schema } from './shapes.ts'
import { error_document } from './shared.ts'

/** What a command prints for programs. */
export interface ResultSchemas {
  /** With `--json`, when it succeeds. */
  readonly document: Schema
  /** A line with `--jsonl`, or of `export`; missing where a command prints no such lines. */
  readonly line?: Schema
}

const lax = 'Later versions may add members, and take none away.'

/** One schema for all that `--json` prints; what `--jsonl` prints is in its `$defs`. */
export function commandSchema(command: string, { document, line }: ResultSchemas): Schema {
  const [result, error] = [{ $ref: '#/$defs/document' }, { $ref: '#/$defs/error' }]
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `es ${command} --json`,
    description: line === undefined ? lax : `${lax} One of its JSON lines is $defs/line, or $defs/error.`,
    anyOf: [result, error],
    $defs: { document, ...(line !== undefined && { line }), error: error_document },
  }
}
