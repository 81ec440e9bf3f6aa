import { Args, Flags } from '@oclif/core'
import { UsageError } from '../src/errors.ts'
import { max_batch_bytes } from '../src/store/prepare.ts'
import { appendReceiptJson, appendReceiptText, clockWarning } from '../src/terminal/append-text.ts'
import { actorFlag, repeatedFlag } from '../src/terminal/flags.ts'
import { readStdin } from '../src/terminal/stdin.ts'
import { StoreCommand } from '../src/terminal/store-command.ts'
import { appendBranch } from '../src/transfer/append-branch.ts'
import { type AppendLine, readAppendLines } from '../src/transfer/append-lines.ts'
import { appendRequest, parseStreamName } from '../src/transfer/append-request.ts'

export default class Append extends StoreCommand {
  static override summary = 'append events to streams, atomically and durably'
  static override description =
    `Appends one event to STREAM, with DATA as its data: a JSON text, or \`-\` to read it from stdin; null when left out. With \`-\` in the place of STREAM it reads JSON lines from stdin (stream, type, and data, meta, id, erasable, expect where wanted) and appends all of them or none.

When it returns, the events survive a crash and a power cut. It prints each event's position, place and type.

With --expect nothing is written unless the stream has exactly that many events: exit 4 otherwise. With --id an append can be repeated: an event that is known already is answered with the place it has.

While HEAD is detached it is refused (8), unless --branch says where to append.`
  static override examples = [
    `es append cart-7 ItemAdded '{"sku":"A"}'`,
    `es append cart-7 ItemAdded '{"sku":"B"}' --expect 1 --actor kim -m 'by phone'`,
    `es append - < events.jsonl`,
  ]
  static override args = {
    stream: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'the stream, or - for JSON lines from stdin',
    }),
    type: Args.string({ ignoreStdin: true, description: "the event's type" }),
    data: Args.string({ ignoreStdin: true, description: 'its data as JSON, or - for stdin' }),
  }
  static override flags = {
    expect: repeatedFlag({
      helpValue: '[STREAM=]N',
      summary: 'how many events the stream must have: a number, none or any',
    }),
    meta: repeatedFlag({ helpValue: 'KEY=VALUE', summary: "a text in the event's meta" }),
    actor: actorFlag(),
    message: repeatedFlag({ char: 'm', helpValue: 'TEXT', summary: 'why; repeated: paragraphs' }),
    id: Flags.string({
      helpValue: 'ID',
      summary: "the event's id, unique in the store; a UUIDv7 when left out",
    }),
    erasable: Flags.boolean({ summary: 'salt the digest, so that the data can be erased beyond guessing' }),
    'dry-run': Flags.boolean({ summary: 'check everything, write nothing' }),
    branch: Flags.string({ helpValue: 'NAME', summary: "the branch to append to; HEAD's when left out" }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Append)
    const dryRun = flags['dry-run']
    const request = appendRequest(await this.#lines(args), { ...flags, dryRun })
    await this.withStore({ readOnly: false }, (store) => {
      const receipt = appendBranch(store, flags.branch).append(request)
      this.print({
        text: (terminal) => appendReceiptText(receipt, terminal),
        json: () => appendReceiptJson(receipt, dryRun),
      })
      const warning = clockWarning(receipt)
      if (warning !== undefined) this.warning(warning)
    })
  }

  async #lines({
    stream,
    type,
    data,
  }: {
    stream: string
    type?: string
    data?: string
  }): Promise<AppendLine[]> {
    if (stream === '-' && type === undefined) return readAppendLines(await readStdin(2 * max_batch_bytes))
    if (type === undefined) throw new UsageError('missing argument TYPE', { hint: "see 'es append --help'" })
    const json = data === '-' ? await readStdin(max_batch_bytes) : (data ?? 'null')
    return [{ event: { stream: parseStreamName(stream), type, json }, expect: undefined }]
  }
}
