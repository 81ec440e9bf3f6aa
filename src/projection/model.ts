import { ProjectionInvalidError } from '../errors.ts'

/** A projection in `projections/`. */
export interface Model {
  readonly name: string
  /** Relative to the root. */
  readonly file: string
  /** Other files that give themselves the same name. Then the model has no code: nobody can say which is meant. */
  readonly rivals: readonly string[]
}

/** Of the files that have one name: why none of them is run. */
export function doubledName({ name, file, rivals }: Model): ProjectionInvalidError {
  const files = [file, ...rivals].map((path) => `'${path}'`)
  const all = files.length === 2 ? 'both' : 'all'
  return new ProjectionInvalidError(
    `${files.slice(0, -1).join(', ')} and ${files.at(-1)} are ${all} named '${name}'`,
    {
      hint: 'give one of them another name, or remove it',
    },
  )
}
