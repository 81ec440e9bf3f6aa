import { Chalk, type ChalkInstance } from 'chalk'

/** What each colour means. Never the only carrier of a meaning. */
export interface Palette {
  readonly position: ChalkInstance
  readonly stream: ChalkInstance
  readonly type: ChalkInstance
  readonly time: ChalkInstance
  readonly tag: ChalkInstance
  readonly added: ChalkInstance
  readonly removed: ChalkInstance
  readonly heading: ChalkInstance
  readonly good: ChalkInstance
  readonly warning: ChalkInstance
  readonly error: ChalkInstance
  readonly hint: ChalkInstance
  readonly faint: ChalkInstance
  /** The row of a cursor. */
  readonly chosen: ChalkInstance
  /** What the event that is looked at has changed. */
  readonly lit: ChalkInstance
}

/** The sixteen colours of every terminal, so that people's themes apply. */
export function palette(colour: boolean): Palette {
  const chalk = new Chalk({ level: colour ? 1 : 0 })
  return {
    position: chalk.yellow,
    stream: chalk.cyan,
    type: chalk.bold,
    time: chalk.blue,
    tag: chalk.magenta,
    added: chalk.green,
    removed: chalk.red,
    heading: chalk.bold,
    good: chalk.green,
    warning: chalk.yellow,
    error: chalk.bold.red,
    hint: chalk.cyan,
    faint: chalk.dim,
    chosen: chalk.inverse,
    lit: chalk.bold.green,
  }
}
