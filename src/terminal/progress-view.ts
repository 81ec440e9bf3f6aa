/** What long work yields: how far it is. `total` may be unknown, or grow. */
export interface ProgressStep {
  readonly done: number
  readonly total?: number | undefined
  /** What it is at: a projection's name, a file. */
  readonly at?: string | undefined
}

/** What is being done, and what is counted: `rebuilding`, `events`. */
export interface ProgressLabel {
  readonly doing: string
  readonly unit: string
}

/** Something that shows steps; made only when the work turns out to be long. */
export interface ProgressView {
  readonly show: (step: ProgressStep) => void
  /** Leaves the terminal as it was. */
  readonly close: () => void
}
