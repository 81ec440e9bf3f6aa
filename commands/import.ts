import { Args, Flags } from '@oclif/core'
import { repeatedFlag } from '../src/terminal/flags.ts'
import { withImportProgress } from '../src/terminal/import-progress.ts'
import { importResultJson, importResultText, importWarnings } from '../src/terminal/import-text.ts'
import { untilSignalled } from '../src/terminal/signals.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'
import { importEvents } from '../src/transfer/import-events.ts'
import { importOptions } from '../src/transfer/import-request.ts'

export default class Import extends StoreCommand {
  static override summary = 'append the events of a file, in batches that can be gone on with'
  static override description =
    `Reads JSON lines (stream, type, and data, meta, id, time where there are) or CSV with a header (RFC 4180, UTF-8), which the file's name tells or --format says. What 'es export' wrote comes in with the same hashes when the store is empty.

Of a CSV file, --stream-column or --stream-template and --type-column say which event a row is; the cells of the other columns are its data, each the string in the cell unless --number-columns or --json-columns name it. Blank cells are left out; with --keep-empty those in quotes are kept. Names and types are trimmed. The columns of a template stay in the data. A last record that is cut off is refused (2); where it has all its cells and no line end, a warning says that its last cell may not be whole.

An event is recorded with the time that the file gives it, which must not be before the event before it, nor before the tip. Digits finer than a millisecond are compared, and then cut. A file in another order needs --sort, which refuses to change the order of two events of one stream (2). With --keep-time-as the clock of the store records the events, in the order of the file, and their own time is kept as data.

A time without an offset is UTC, or in the zone of --time-zone. One that the clocks showed twice is the first of the two, unless it would be before the row before it: then it is the second, so that a log that runs through such an hour twice keeps its order. Where the order does not tell, a warning says so, and --sort refuses (2). A time that the clocks skipped is moved on by what they skipped, with a warning.

It commits in batches of 2,000 events, and keeps with each batch how far it came: after an interruption the same command goes on there. A bad line ends it at the last whole batch, and when that line is mended, the same command goes on. Run again on a file that is in already, it adds nothing. A file that changed in what is in already is refused (4), and so is one whose events another import brought in, with other options or from another file; --again imports the whole file nonetheless. With --atomic it is all or nothing, up to 65,536 events. From stdin (-) it can be repeated only when every event has an id: those that are in are skipped.`
  static override examples = [
    'es import events.jsonl',
    'es import orders.csv --stream-column order --type-column event --time-column at --sort',
    `es import rows.csv --stream-template 'order-{id}' --type-column event --number-columns total`,
    'es import - < events.jsonl',
  ]
  static override args = {
    file: Args.string({ required: true, ignoreStdin: true, description: 'the file, or - for stdin' }),
  }
  static override flags = {
    format: Flags.string({
      options: ['jsonl', 'csv'],
      summary: 'what the file is; by its name when left out',
    }),
    delimiter: Flags.string({
      helpValue: 'C',
      summary: 'between cells; a comma, or a tab for .tsv, when left out',
    }),
    'stream-column': Flags.string({ helpValue: 'COLUMN', summary: "holds the stream's name" }),
    'stream-template': Flags.string({
      helpValue: 'TEXT',
      summary: "the stream's name, with columns in braces",
    }),
    'type-column': Flags.string({ helpValue: 'COLUMN', summary: "holds the event's type" }),
    'time-column': Flags.string({ helpValue: 'COLUMN', summary: 'holds the time; the clock when left out' }),
    'number-columns': repeatedFlag({ helpValue: 'COLUMN,…', summary: 'hold numbers' }),
    'json-columns': repeatedFlag({ helpValue: 'COLUMN,…', summary: 'hold JSON texts' }),
    'keep-empty': Flags.boolean({ summary: 'keep blank cells that are in quotes, as strings' }),
    'time-zone': Flags.string({ helpValue: 'ZONE', summary: 'of times without an offset: Europe/Amsterdam' }),
    sort: Flags.boolean({ summary: 'order the whole file by time first' }),
    'keep-time-as': Flags.string({
      helpValue: 'meta.NAME',
      summary: "record with the store's clock, and keep the file's time there, or in data.NAME",
    }),
    atomic: Flags.boolean({ summary: 'all or nothing' }),
    again: Flags.boolean({ summary: 'import the whole file, although it or a part of it is in' }),
    'dry-run': Flags.boolean({ summary: 'check everything, write nothing' }),
    branch: Flags.string({ helpValue: 'NAME', summary: "the branch to append to; HEAD's when left out" }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Import)
    const source = args.file === '-' ? { chunks: process.stdin } : { path: args.file }
    await this.withStore({ readOnly: false }, async (store) => {
      const result = await untilSignalled((signal) =>
        withImportProgress(importEvents(store, source, importOptions(flags, signal))),
      )
      this.print({
        text: ({ safeLine }) => safeLine(importResultText(args.file, result)),
        json: () => importResultJson(result),
      })
      for (const warning of importWarnings(result, flags['time-zone'])) this.warning(warning)
    })
  }
}
