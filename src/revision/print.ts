import type { Base, Moment, Revision } from './ast.ts'
import { encodeId } from './percent.ts'
import { formatStreamVersion } from './stream-version.ts'

/** The canonical text of a revision; parsing it gives the same revision. */
export function printRevision(revision: Revision): string {
  return printBase(revision.base) + revision.steps.map(printStep).join('')
}

export function printBase(base: Base): string {
  switch (base.kind) {
    case 'head':
      return 'HEAD'
    case 'root':
      return 'ROOT'
    case 'position':
      return String(base.position)
    case 'name':
      return base.name
    case 'tag':
      return `tag:${base.name}`
    case 'branch':
      return `branch:${base.name}`
    case 'stream':
      return formatStreamVersion(base.stream, base.version)
    case 'id':
      return `id:${encodeId(base.id)}`
    case 'time':
      return printTime(base)
    case 'change':
      return `${printBase(base.ref)}@{${base.back}}`
    case 'checkout':
      return `@{-${base.back}}`
    case 'search':
      return `:/${base.text}`
  }
}

function printTime({ ref, moment }: Base & { kind: 'time' }): string {
  if (ref === undefined && moment.kind === 'iso') return printMoment(moment)
  return `${ref === undefined ? '' : printBase(ref)}@{${printMoment(moment)}}`
}

/** A moment as it stands in a revision. */
export function printMoment(moment: Moment): string {
  if (moment.kind === 'words') return moment.words
  const iso = new Date(moment.ms).toISOString()
  return moment.dayOnly ? iso.slice(0, 10) : iso
}

function printStep(step: number): string {
  return step > 0 ? `+${step}` : `~${-step}`
}
