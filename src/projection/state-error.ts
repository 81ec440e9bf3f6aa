import type { StateProblem } from './inside/states.ts'

/** A document's state that JSON would lose or change, and where: a JSON Pointer (RFC 6901). */
export class StateError extends Error {
  constructor(readonly problem: StateProblem) {
    super(`${problem.what} at '${problem.path}' cannot be kept as JSON`)
  }
}
