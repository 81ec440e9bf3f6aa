import { Flags } from '@oclif/core'
import { fsck } from '../src/store/integrity/fsck.ts'
import { markVerified } from '../src/store/integrity/mark-verified.ts'
import { rebuildIndexes } from '../src/store/rebuild-indexes.ts'
import { counted } from '../src/terminal/counted.ts'
import { exit_status } from '../src/terminal/exit-status.ts'
import { findingFields, fsckFields, fsckLines, fsckVerdict } from '../src/terminal/fsck-text.ts'
import { withInterruptibleProgress } from '../src/terminal/interruptible-work.ts'
import { withProgress } from '../src/terminal/progress.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'

export default class Fsck extends StoreCommand {
  static override summary = 'check everything about the store'
  static override description =
    `Checks every page of the file, every value, the chain of hashes over every event, the indexes against the log entry by entry, tags, HEAD and the op log; says of each what it found, up to which event all is proven, and what to do. It reads the file by itself, so that no damage can end it, and it changes nothing. Others may write meanwhile.

With --since-last the chain is proven only from where the last check of this kind ended, which it remembers in the store; the pages are checked all the same.

With --rebuild-indexes everything that can be computed from the log is made anew when something is damaged: all events are appended again to a new file beside the old one, with the hashes that they have; tags and the op log are copied; the new file is proven and takes the place of the old. Nobody else can have the store open meanwhile. When events, tags or the op log themselves are damaged nothing is changed: see es-repair(1).\n\nThe exit status is 6 when there is damage. Warnings and information leave it at 0.

THE HASH CHAIN, so that an export can be verified by anybody: the hash of an event is the SHA-256, in 64 lower-case hex digits, of the UTF-8 bytes of the text

["PREVIOUS",POSITION,STREAM,VERSION,TYPE,ID,TIME,"DATA","META"]

without any white space outside of strings. PREVIOUS is the hash of the event at the position before; for position 1 it is 64 zeros. POSITION and VERSION are decimal numbers. STREAM, TYPE, ID and TIME are JSON strings with their quotes, exactly as the export has them: '"' and '\\' are escaped with '\\'; U+0008, U+0009, U+000A, U+000C and U+000D are '\\b', '\\t', '\\n', '\\f' and '\\r'; other characters below U+0020 are '\\u' and four lower-case hex digits; every other character stands for itself. TIME has the form "2026-01-31T10:00:00.000Z".

DATA is the SHA-256, in hex digits, of the UTF-8 bytes of the event's data as the export has it, byte for byte; when the event has a salt, the salt's 32 hex digits come before the data. META is the SHA-256 of its meta, without a salt. Only these digests go into the chain, so that an event whose data was erased still verifies, and the branch does not, so that copies and forks do.`
  static override examples = ['es fsck', 'es fsck --since-last', 'es fsck --json']
  static override flags = {
    'since-last': Flags.boolean({ summary: 'prove the chain only from where this last ended' }),
    'rebuild-indexes': Flags.boolean({
      summary: 'make anew what the log can give back, when something is damaged',
      exclusive: ['since-last', 'jsonl'],
    }),
    jsonl: Flags.boolean({ summary: 'print one JSON document a finding', exclusive: ['json'] }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Fsck)
    if (flags['rebuild-indexes']) return await this.#rebuild()
    const directory = this.storeDirectory()
    const check = fsck(directory, { ...this.opening, sinceLast: flags['since-last'] })
    const report = await withProgress({ doing: 'checking', unit: 'done' }, check)
    if (flags.jsonl) this.printJsonLines(report.findings.map(findingFields))
    else this.print({ text: (terminal) => fsckLines(report, terminal), json: () => fsckFields(report) })
    const { message, hint } = fsckVerdict(report)
    if (report.isDamaged) {
      this.failure(message)
      process.exitCode = exit_status.STORE_DAMAGED
    } else {
      if (flags['since-last']) markVerified(directory, report.proven, this.opening)
      this.message(message)
    }
    if (hint !== undefined) this.hint(hint)
  }

  async #rebuild(): Promise<void> {
    const options = { ...this.opening, ambient: this.ambient }
    const work = rebuildIndexes(this.storeDirectory(), options)
    this.out.ignoresClosing = true
    const { proven, isRebuilt, emptied } = await withInterruptibleProgress(
      { doing: 'rebuilding', unit: 'done' },
      work,
    )
    this.print({ text: () => '', json: () => ({ proven: { ...proven }, rebuilt: isRebuilt, emptied }) })
    if (!isRebuilt) return this.message('nothing is damaged, so nothing was done')
    this.message(`made the file anew from its ${counted(proven.position, 'event')}, all proven`)
    if (emptied.includes('models'))
      this.hint("the read models are gone: 'es rebuild-projection --all' makes them")
  }
}
