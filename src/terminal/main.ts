import './start.ts'
import type { Program } from './program.ts'
import { run } from './run.ts'

/** Runs one command line (without node and the script). Sets the exit status; returns when all is written. */
export function main(words: readonly string[], program: Program): Promise<void> {
  return run(words, program)
}
