import { ci } from './ci.ts'
import { errors } from './errors.ts'
import { projections } from './projections.ts'
import { revisions } from './revisions.ts'
import type { Topic } from './topic.ts'

export const topics: readonly Topic[] = [revisions, errors, projections, ci]
