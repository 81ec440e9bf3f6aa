import { FileChangedError } from '../errors.ts'
import { type Consumed, ConsumedBytes, ConsumedRows } from './consumed.ts'
import type { ImportLedger, LedgerEntry } from './import-ledger.ts'
import type { InputFile } from './input-file.ts'

/** Where a run goes on: what is in already, undefined when nothing is, and the digest to be continued. */
export interface ResumePoint {
  readonly entry: LedgerEntry | undefined
  readonly consumed: Consumed
}

const max_probe_bytes = 1024 * 1024

/**
 * How far a file is in. Of a file in its own order everything up to there is read again and compared with the digest;
 * what follows may be anything. With `--sort` the order is known only when the whole file is read: the first rows of it
 * are compared then, by `checkSorted`.
 * @throws {FileChangedError} the file of that path does not begin with what is in.
 */
export async function resumePoint(
  file: InputFile,
  ledger: ImportLedger,
  sorted: boolean,
): Promise<ResumePoint> {
  const known = ledger.of(file.path)
  if (sorted) return { entry: known ?? (await firstAlike(file, ledger)), consumed: new ConsumedRows() }
  if (known !== undefined) {
    const consumed = await continued(file, known)
    if (consumed === undefined) throw fileChanged(file, known)
    return { entry: known, consumed }
  }
  for await (const entry of alike(file, ledger)) {
    const consumed = await continued(file, entry)
    if (consumed !== undefined) return { entry, consumed }
  }
  return { entry: undefined, consumed: new ConsumedBytes() }
}

/** @throws {FileChangedError} the rows that were to be skipped are not those that are in. */
export function checkSorted(file: InputFile, entry: LedgerEntry, digest: string): void {
  if (digest !== entry.digest) throw fileChanged(file, entry)
}

function fileChanged({ name }: InputFile, { rows }: LedgerEntry): FileChangedError {
  return new FileChangedError(`'${name}' changed in the ${rows} events of it that are in`, {
    hint: '--again imports the whole file, as if it were new',
  })
}

async function continued(
  file: InputFile,
  { sizeBytes, digest }: LedgerEntry,
): Promise<ConsumedBytes | undefined> {
  const hash = await file.hashOf(sizeBytes)
  if (hash?.copy().digest('hex') !== digest || (await file.goesOnInLine(sizeBytes))) return undefined
  return new ConsumedBytes(hash, sizeBytes)
}

async function firstAlike(file: InputFile, ledger: ImportLedger): Promise<LedgerEntry | undefined> {
  for await (const entry of alike(file, ledger)) return entry
  return undefined
}

/** Entries of other paths whose files were as large as this one, and begin like it. */
function alike(file: InputFile, ledger: ImportLedger): AsyncGenerator<LedgerEntry> {
  const sameSize = (function* () {
    for (const entry of ledger.all()) if (entry.fileBytes === file.sizeBytes) yield entry
  })()
  return beginningAlike(file, sameSize)
}

/** Those entries whose probe the file begins with. */
export async function* beginningAlike(
  file: InputFile,
  entries: Iterable<LedgerEntry>,
): AsyncGenerator<LedgerEntry> {
  const probes = new Map<number, string | undefined>()
  for (const entry of entries) {
    const { probeBytes } = entry
    if (!probes.has(probeBytes)) probes.set(probeBytes, (await file.hashOf(probeBytes))?.digest('hex'))
    if (probes.get(probeBytes) === entry.probe) yield entry
  }
}

/** The probe of a file of which `sizeBytes` are in: over the largest power of two up to that and 1 MiB, so that few lengths occur. */
export async function probeOf(
  file: InputFile,
  sizeBytes: number,
): Promise<{ probe: string; probeBytes: number }> {
  const probeBytes = probeLength(sizeBytes)
  return { probe: (await file.hashOf(probeBytes))?.digest('hex') ?? '', probeBytes }
}

export function probeLength(sizeBytes: number): number {
  return sizeBytes < 1 ? 0 : Math.min(max_probe_bytes, 2 ** Math.floor(Math.log2(sizeBytes)))
}
