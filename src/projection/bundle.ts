import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type { BuildFailure, BuildOptions, BuildResult, Message, Metafile } from 'esbuild'
import { DiskFailedError, ProjectionInvalidError } from '../errors.ts'
import { diskReason } from '../store/disk-reason.ts'
import { codeDigestOf, fingerprintOf } from './fingerprint.ts'
import { requireOwned, type SafeDirectories } from './owner.ts'
import { type SourceFile, sourceFile } from './source-files.ts'

/** A projection's module and everything that it imports, as one script that needs nothing but `eventvcs`. */
export interface Bundle {
  /** The projection's own file, relative to the root: `projections/orders.ts`. */
  readonly entry: string
  /** CommonJS, without comments and white space. */
  readonly code: string
  /** Source map, JSON. Its sources are relative to `projections/`'s sister folder `bundle/`. */
  readonly sourceMap: string
  /** In import order. */
  readonly files: readonly SourceFile[]
  readonly fingerprint: string
  readonly codeDigest: string
}

/** Where bundles would be written if they were: as deep as `projections/`, so that sources are found by `../`. */
export const bundle_folder = 'bundle'

/**
 * Bundles projections. TypeScript is stripped, never checked; nothing is run.
 * @param folder the one that holds `projections/`
 * @param entries relative to root, 1 or more, in one folder
 * @throws {UnsafeOwnerError} {@link ProjectionInvalidError} names the file and line that cannot be bundled.
 */
export function bundleProjections(
  folder: string,
  entries: readonly string[],
  safe: SafeDirectories,
): Bundle[] {
  const root = resolve(folder)
  requireOwned(root, entries, safe)
  const result = build(root, entries)
  requireOwned(root, Object.keys(result.metafile.inputs).filter(isFile), safe)
  return entries.map((entry) => bundleOf(root, entry, result))
}

function isFile(path: string): boolean {
  return !path.startsWith('(') && !path.startsWith('<')
}

type Built = BuildResult<{ write: false; metafile: true }>

function build(root: string, entries: readonly string[]): Built {
  const options = {
    absWorkingDir: root,
    entryPoints: [...entries],
    outdir: bundle_folder,
    outbase: dirname(entries[0] as string),
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'neutral',
    target: 'es2023',
    // Become promises of the realm's own making, which say that a fold does not wait. Those of the engine would go on
    // after the fold, and import() would hand out the program's.
    supported: {
      'async-await': false,
      'async-generator': false,
      'for-await': false,
      'dynamic-import': false,
      'import-meta': false,
    },
    mainFields: ['module', 'main'],
    external: ['eventvcs', 'eventvcs/*'],
    sourcemap: 'external',
    sourcesContent: false,
    minifyWhitespace: true,
    legalComments: 'none',
    charset: 'utf8',
    // ES modules are strict; in a script it must be said.
    banner: { js: '"use strict";' },
    // The files' contents alone decide what a projection does.
    tsconfigRaw: '{}',
    logLevel: 'silent',
  } satisfies BuildOptions
  try {
    return esbuild().buildSync(options)
  } catch (error) {
    const { errors } = error as Partial<BuildFailure>
    if (errors?.[0] === undefined) throw notStarted(error)
    throw new ProjectionInvalidError(buildProblem(errors[0], entries[0] as string), { cause: error })
  }
}

/**
 * Loaded when something is bundled: most commands bundle nothing. Without its worker thread: that one dies when its child
 * cannot be started, as with too few descriptors, and this thread would wait for its answer for ever.
 */
function esbuild(): typeof import('esbuild') {
  const before = process.env.ESBUILD_WORKER_THREADS
  process.env.ESBUILD_WORKER_THREADS = '0'
  try {
    return createRequire(import.meta.url)('esbuild') as typeof import('esbuild')
  } finally {
    if (before === undefined) delete process.env.ESBUILD_WORKER_THREADS
    else process.env.ESBUILD_WORKER_THREADS = before
  }
}

function notStarted(error: unknown): unknown {
  const reason = diskReason(error)
  if (reason === undefined) return error
  return new DiskFailedError(`esbuild, which bundles projections, cannot be started: ${reason}`, {
    hint: reason.startsWith('too many') ? "allow more of them: 'ulimit -n 1024'" : undefined,
    cause: error,
  })
}

function buildProblem({ text, location, notes }: Message, entry: string): string {
  const place = location === null ? entry : `${location.file}:${location.line}`
  const builtIn = notes.some((note) => note.text.includes('built into node'))
  const name = /"(.+)"/.exec(text)?.[1]
  if (builtIn)
    return `'${place}' imports '${name}': a projection has no access to Node, everything it may use is in the event`
  const isTopLevelAwait = text.startsWith('Top-level await')
  if (isTopLevelAwait) return `'${place}' awaits at its top level: a projection has no promises`
  return `'${place}' cannot be bundled: ${text.charAt(0).toLowerCase()}${text.slice(1)}`
}

function bundleOf(root: string, entry: string, { metafile, outputFiles }: Built): Bundle {
  const outputs = Object.entries(metafile.outputs)
  const output = outputs.find(([, { entryPoint }]) => entryPoint === entry)?.[0]
  const textOf = (path: string) => outputFiles.find((file) => file.path === join(root, path))?.text
  const code = output && textOf(output)
  const sourceMap = output && textOf(`${output}.map`)
  if (code === undefined || sourceMap === undefined) throw new Error(`esbuild gave no output for '${entry}'`)
  const paths = importOrder(metafile, entry)
  return {
    entry,
    code,
    sourceMap,
    files: paths.map((path) => sourceFile(root, path)),
    fingerprint: fingerprintOf(paths.map((path) => readFileSync(join(root, path)))),
    codeDigest: codeDigestOf(code),
  }
}

/** The files that an entry reaches, each after what it imports. */
function importOrder(metafile: Metafile, entry: string): string[] {
  const seen = new Set<string>()
  const ordered: string[] = []
  const visit = (path: string) => {
    if (seen.has(path) || !isFile(path)) return
    seen.add(path)
    for (const imported of metafile.inputs[path]?.imports ?? []) if (!imported.external) visit(imported.path)
    ordered.push(path)
  }
  visit(entry)
  return ordered
}
