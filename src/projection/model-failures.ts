import { type EsError, ProjectionFailedError, ProjectionInvalidError, UnsafeOwnerError } from '../errors.ts'

/** One projection's own failure: of its file, of its code, or at an event that the code cannot fold. */
export type ModelFailure = ProjectionFailedError | ProjectionInvalidError | UnsafeOwnerError

/** False for what concerns the whole command: the store, the disk, an interruption, a bug. */
export function isModelFailure(error: unknown): error is ModelFailure {
  return (
    error instanceof ProjectionFailedError ||
    error instanceof ProjectionInvalidError ||
    error instanceof UnsafeOwnerError
  )
}

export interface FailedModel {
  readonly name: string
  readonly error: EsError
}

/** The read models that failed while all were asked: the others answer, and a command names these at its end. */
export class ModelFailures implements Iterable<FailedModel> {
  readonly #errors = new Map<string, ModelFailure>()

  get size(): number {
    return this.#errors.size
  }

  /** In the order in which they failed. */
  *[Symbol.iterator](): Iterator<FailedModel> {
    for (const [name, error] of this.#errors) yield { name, error }
  }

  /** Whether reading a model at a position must fail as it did before: folding to there again would be of no use. */
  has(name: string, at: number): boolean {
    const error = this.#errors.get(name)
    if (error === undefined) return false
    return !(error instanceof ProjectionFailedError) || (error.at.position ?? 0) <= at
  }

  /** Keeps the first failure of a model. @throws the error itself when it is not the model's own. */
  keep(name: string, error: unknown): void {
    if (!isModelFailure(error)) throw error
    if (!this.#errors.has(name)) this.#errors.set(name, error)
  }

  /** What the body gives, or undefined when the model fails. @throws what is not the model's own. */
  attempt<T>(name: string, body: () => T): T | undefined {
    try {
      return body()
    } catch (error) {
      this.keep(name, error)
      return undefined
    }
  }
}
