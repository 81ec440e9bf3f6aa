import { decideColour } from './colour.ts'
import { drawnStream } from './drawn-stream.ts'

// Evaluated before anything else of the program: what is imported after this finds colour decided.

/** The environment as it was given to the process; programs that are started get this one. */
export const environment: Readonly<NodeJS.ProcessEnv> = { ...process.env }

export const colour_decision = decideColour(process.env, {
  stdout: drawnStream(1).isTTY,
  stderr: drawnStream(2).isTTY,
})
