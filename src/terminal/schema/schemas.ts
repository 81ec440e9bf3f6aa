import { commandSchema } from './command-schema.ts'
import { log_results } from './log-results.ts'
import { model_results } from './model-results.ts'
import { other_results } from './other-results.ts'
import type { Schema } from './shapes.ts'
import { error_document } from './shared.ts'

const results = { ...log_results, ...model_results, ...other_results }

/** The JSON schemas of what the commands print, by the command's name; `errors` is what takes a result's place. */
export const schemas: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(
    Object.entries(results).map(([command, each]) => [command, commandSchema(command, each)]),
  ),
  errors: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'what es prints with --json in the place of a result',
    ...error_document,
  },
}
