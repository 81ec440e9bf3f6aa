import { Command, Flags, type Interfaces } from '@oclif/core'
import type { FailedModel } from '../projection/model-failures.ts'
import type { Ambient } from '../store/event.ts'
import { ambientOf } from './ambient.ts'
import { hasOption, prepareCommandLine, unguarded, wantsDocuments } from './command-line.ts'
import { answer_no, exit_status } from './exit-status.ts'
import { documentPieces, documentText, type JsonFields } from './json.ts'
import type { Output } from './output.ts'
import { session } from './session.ts'
import type { Terminal } from './terminal.ts'

const held_size = 64 * 1024

/** A result, told to people or to scripts. Only the one that is asked for is made. */
export interface Result {
  /** A text, or lines as they come; line feeds at their ends are added. */
  readonly text: (terminal: Terminal) => string | Iterable<string>
  /** The members of the document after `"v":1`. A lazy iterable in it is written as it comes. */
  readonly json: () => JsonFields
}

/** The base of every command: `--json`, `--debug`, output, errors. Commands that need a store use StoreCommand. */
export abstract class EsCommand extends Command {
  static override baseFlags: Interfaces.FlagInput = {
    json: Flags.boolean({ summary: 'print one JSON document', helpGroup: 'GLOBAL' }),
    debug: Flags.boolean({ summary: 'print the stack of an error', helpGroup: 'GLOBAL' }),
  }

  /** What the words after `--` are called in the synopsis (`STREAM`), for a command that takes them apart from its arguments. */
  static pathsName: string | undefined
  /** True when a person reads its result through a pager. */
  static isPaged = false

  /** The words after `--`; undefined when there was no `--`. Only for a command with `pathsName`. */
  protected paths: readonly string[] | undefined
  /** The words after the command's name, as typed. */
  protected readonly typed: readonly string[] = [...this.argv]
  /** The clock and the ids of this run. */
  protected readonly ambient: Ambient = ambientOf(session.env, () => this.tipPosition())

  /** Runs it. oclif's own way there reads the configuration anew, and looks for hooks and deprecations. */
  async start(): Promise<void> {
    try {
      await this.run()
    } catch (error) {
      await this.catch(error)
    }
  }

  protected get out(): Output {
    return session.out
  }

  /** How stdout is drawn. */
  protected get terminal(): Terminal {
    return session.terminal(this.ambient.nowMs())
  }

  protected get wantsJson(): boolean {
    return hasOption(this.typed, 'json')
  }

  protected tipPosition(): number {
    return 0
  }

  /** Prints a result in the form asked for. Call it while what it reads from is still open. */
  protected print(result: Result): void {
    if (this.wantsJson) this.#printDocument(result.json())
    else this.#printText(result)
  }

  #printText(result: Result): void {
    if ((this.ctor as typeof EsCommand).isPaged) session.page()
    const text = result.text(this.terminal)
    if (typeof text === 'string') this.out.line(text)
    else for (const line of text) this.out.write(line.endsWith('\n') ? line : `${line}\n`)
  }

  /** A failure while the first 64 KiB are made leaves stdout to the document of the error. */
  #printDocument(fields: JsonFields): void {
    const { safeJson } = this.terminal
    let held = ''
    for (const piece of documentPieces(fields)) {
      held += piece
      if (held.length < held_size) continue
      this.out.write(safeJson(held))
      held = ''
    }
    this.out.write(`${safeJson(held)}\n`)
  }

  /** One document a line, each with `"v":1`. */
  protected printJsonLines(documents: Iterable<JsonFields>): void {
    const { safeJson } = this.terminal
    for (const document of documents) this.out.line(safeJson(documentText(document)))
  }

  /** A line for people on stderr. */
  protected message(text: string): void {
    session.message(session.messages.safe(text))
  }

  protected warning(text: string): void {
    session.message(`${session.messages.colours.warning('warning:')} ${session.messages.safe(text)}`)
  }

  /** The line of a result that is a failure: for a command that prints a report and then its verdict. */
  protected failure(text: string): void {
    session.message(`${session.messages.colours.error('error:')} ${session.messages.safe(text)}`)
  }

  protected hint(text: string): void {
    session.message(`${session.messages.colours.hint('hint:')} ${session.messages.safe(text)}`)
  }

  /** Says which read models have no part in an answer about what needs them not. */
  protected warnOf(failed: Iterable<FailedModel>): void {
    for (const { error } of failed) this.warning(error.message)
  }

  /** The end of an answer about several read models of which some failed: names these, and exits as their error does. */
  protected failFor(failed: Iterable<FailedModel>): void {
    let exit: number | undefined
    for (const { error } of failed) {
      this.failure(error.message)
      if (error.hint !== undefined) this.hint(error.hint)
      exit ??= exit_status[error.code]
    }
    if (exit !== undefined) process.exitCode = exit
  }

  /** Ends the command with 1: the answer is no. */
  protected answerNo(): void {
    process.exitCode = answer_no
  }

  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(input?: Interfaces.Input<F, B, A>, argv = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    const { baseFlags, flags, pathsName } = this.ctor as typeof EsCommand
    const prepared = prepareCommandLine(argv, { ...baseFlags, ...flags }, pathsName !== undefined)
    this.paths = prepared.paths
    const parsed = await super.parse(input, prepared.argv)
    for (const [name, value] of Object.entries(parsed.flags))
      (parsed.flags as Record<string, unknown>)[name] = unguarded(value)
    session.isQuiet = parsed.flags.quiet === true
    return parsed
  }

  /** Errors end here, in one form for all commands; oclif never sees them. */
  protected override async catch(error: unknown): Promise<void> {
    session.fail(error, { json: wantsDocuments(this.typed), debug: hasOption(this.typed, 'debug') })
  }
}
