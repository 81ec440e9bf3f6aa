import { ProjectionUnknownError } from '../errors.ts'
import { didYouMean } from './names.ts'

/** More names than these say nothing to who has mistyped one. */
const most_named = 10

/** The error for a name that no projection has: its hint says which name was meant, or which there are. */
export function unknownProjection(name: string, projections: readonly string[]): ProjectionUnknownError {
  const message = name === '' ? 'the name of a projection is missing' : `unknown projection '${name}'`
  return new ProjectionUnknownError(message, {
    hint: didYouMean(name, projections) ?? whatThereIs(projections),
  })
}

function whatThereIs(projections: readonly string[]): string {
  if (projections.length === 0) return "there is no projection: put one in 'projections/' beside '.es'"
  if (projections.length === 1) return `there is only '${projections[0]}'`
  const named = projections.slice(0, most_named).map((name) => `'${name}'`)
  const left = projections.length - named.length
  return `there are ${named.join(', ')}${left > 0 ? ` and ${left} more` : ''}`
}
