import { ProjectionFailedError } from '../errors.ts'
import type { FailedModel } from '../projection/model-failures.ts'
import type { JsonFields } from './json.ts'

/** The read models that failed, as a member of the document. Drained after what may fail while it is written. */
export function failedFields(failures: Iterable<FailedModel>): { failed: Iterable<JsonFields> } {
  return { failed: fieldsOf(failures) }
}

function* fieldsOf(failures: Iterable<FailedModel>): Generator<JsonFields> {
  for (const { name, error } of failures) {
    const position = error instanceof ProjectionFailedError ? error.at.position : undefined
    yield { name, code: error.code, position: position ?? null, message: error.message }
  }
}
