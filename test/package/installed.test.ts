import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// Goal: what people install works, and holds all it needs and nothing else. Method: pack what was built, install the
// tarball as a person does, into an empty folder with an empty home, and drive it there.
const root = resolve(import.meta.dirname, '../..')
let folder: string
let programs: string
let files: string[]
let tarball: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'es-package-'))
  const packed = npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder)
  files = (JSON.parse(packed) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path)
  tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!
  npm(folder, 'install', '--global', '--prefix', join(folder, 'prefix'), join(folder, tarball))
  programs = join(folder, 'prefix', 'bin')
}, 240_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000)

function npm(cwd: string, ...words: string[]): string {
  return execFileSync('npm', [...words, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Runs a command line in a folder of its own below the one that all is in. */
function sh(place: string, command: string): string {
  const cwd = join(folder, place)
  mkdirSync(cwd, { recursive: true })
  const PATH = [programs, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter)
  return execFileSync('/bin/sh', ['-c', command], {
    cwd,
    encoding: 'utf8',
    env: { PATH, HOME: folder, TZ: 'UTC' },
  })
}

test('the tarball holds the program, its pages, its licence, and no sources or tests', () => {
  for (const file of [
    'bin/es.js',
    'dist/index.js',
    'dist/cli.cjs',
    'dist/quick.cjs',
    'dist/ui/progress.js',
    'bin/package.json',
    'oclif.manifest.json',
    'man/es.1',
    'man/es-revisions.7',
    'dist/schemas/log.json',
    'LICENSE',
    'README.md',
  ])
    expect(files).toContain(file)
  expect(files.filter((file) => /^(src|test|commands|\.ci)\//.test(file))).toEqual([])
})

test('both names of the program are there', () => {
  expect(sh('names', 'es --version && eventvcs --version')).toMatch(/^(es \d+\.\d+\.\d+\n){2}$/)
})

test('a store can be made, appended to, tagged and read', () => {
  const shown = sh(
    'shop',
    `es init && es append cart-7 ItemAdded '{"sku":"A"}' && es tag v1 && es log --json | head -c 30 && es rev-parse v1`,
  )

  expect(shown).toContain('1 cart-7@1 ItemAdded\n{"v":1,')
  expect(shown).toMatch(/\n?1\n$/)
})

test('a projection needs no node_modules', () => {
  mkdirSync(join(folder, 'carts', 'projections'), { recursive: true })
  writeFileSync(
    join(folder, 'carts', 'projections', 'carts.ts'),
    `import { defineProjection } from 'eventvcs'
interface Cart { items: number }
export default defineProjection<Cart>({
  init: () => ({ items: 0 }),
  on: { ItemAdded: (cart) => ({ items: cart.items + 1 }) },
})
`,
  )

  const shown = sh(
    'carts',
    'es init && es append cart-7 ItemAdded && es append cart-7 ItemAdded && es cat carts/cart-7',
  )

  expect(shown).toContain('"items"')
  expect(shown).toContain('2')
})

// A strict project checks the declarations of its packages, too: no --skipLibCheck.
test('the library can be imported and has types', () => {
  const place = join(folder, 'prefix', 'lib')
  writeFileSync(
    join(place, 'consumer.ts'),
    `import { defineProjection, EsError, type EventJson, openStore } from 'eventvcs'
import { forProjection } from 'eventvcs/testing'

interface Cart { items: number }
export const carts = defineProjection<Cart>({ init: () => ({ items: 0 }), on: {} })
forProjection(carts)([]).expect(undefined)

export function itemsAt(folder: string, revision: string): number | undefined {
  const store = openStore(folder, { readOnly: true })
  try {
    return store.readModel<Cart>('carts').get('cart-7', { at: revision })?.items
  } catch (error) {
    if (error instanceof EsError && error.code === 'REVISION_UNKNOWN') return undefined
    throw error
  }
}

export function* lines(folder: string): Generator<EventJson> {
  for (const event of openStore(folder).events({ after: 1 })) yield event.toJSON()
}
`,
  )
  cpSync(join(root, 'node_modules', '@types', 'node'), join(place, 'node_modules', '@types', 'node'), {
    recursive: true,
  })
  cpSync(join(root, 'node_modules', 'undici-types'), join(place, 'node_modules', 'undici-types'), {
    recursive: true,
  })

  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  execFileSync(
    process.execPath,
    [
      tsc,
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--moduleResolution',
      'nodenext',
      '--target',
      'es2022',
      'consumer.ts',
    ],
    { cwd: place, stdio: 'inherit' },
  )
  const names = execFileSync(
    process.execPath,
    ['--input-type=module', '-e', "console.log(Object.keys(await import('eventvcs')).join(' '))"],
    { cwd: place, encoding: 'utf8' },
  )

  expect(names).toContain('defineProjection')
})

// Goal: who copies the workflow of the README gets a green job. Method: a repository as it says, and every `run:` of it
// in a shell as GitHub's runner starts one; npm's global folder is a new one.
test('the workflow of the README runs from the packed tarball', () => {
  const place = join(folder, 'workflow')
  mkdirSync(join(place, 'vendor'), { recursive: true })
  mkdirSync(join(place, 'projections'))
  cpSync(join(folder, tarball), join(place, 'vendor', tarball))
  writeFileSync(join(place, 'events.jsonl'), '{"stream":"cart-7","type":"ItemAdded"}\n'.repeat(3))
  writeFileSync(join(place, 'projections/carts.ts'), countingBy(1))
  const git = 'git -c user.name=Ann -c user.email=ann@example.com'
  sh('workflow', `git init -q && git add projections && ${git} commit -q -m one`)
  writeFileSync(join(place, 'projections/carts.ts'), countingBy(2))
  sh('workflow', `git add projections && ${git} commit -q -m two`)

  const steps = workflowSteps(readFileSync(join(root, 'README.md'), 'utf8'))
  const prefix = join(folder, 'runner')
  const printed = steps.map((step) => {
    // What npm is told of its cache and registry stays; nothing of what is installed already is on the path.
    const PATH = [join(prefix, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter)
    const npmOptions = { npm_config_prefix: prefix, npm_config_prefer_offline: 'true' }
    const env = { ...process.env, PATH, CI: 'true', ES_DIR: undefined, ...npmOptions }
    return execFileSync('bash', ['-e', '-c', step], { cwd: place, encoding: 'utf8', env, timeout: 120_000 })
  })

  expect(steps).toHaveLength(3)
  expect(printed[1]).toContain('carts built, 3 events, fresh at 3\n')
  expect(printed[2]).toContain('1 document: 1 changed; 1 insertion(+), 1 deletion(-)\n')
}, 240_000)

function countingBy(step: number): string {
  return `import { defineProjection } from 'eventvcs'
export default defineProjection<{ items: number }>({
  init: () => ({ items: 0 }),
  on: { ItemAdded: (cart) => ({ items: cart.items + ${step} }) },
})
`
}

/** The scripts of a workflow's steps: `run: one line`, or `run: |` and the lines that are indented further. */
function workflowSteps(markdown: string): string[] {
  const [, workflow = ''] = /<!-- workflow -->\n```yaml\n(.*?)\n```/s.exec(markdown) ?? []
  return [...workflow.matchAll(/^ +(?:- )?run: (?:\|\n((?: {10}.*\n?)+)|(.+))$/gm)].map(
    ([, block, line]) => block?.replaceAll(/^ {10}/gm, '') ?? line ?? '',
  )
}

test('the man pages are where man finds them', () => {
  const pages = join(folder, 'prefix', 'share', 'man')
  expect(existsSync(join(pages, 'man1', 'es.1'))).toBe(true)
  expect(existsSync(join(pages, 'man7', 'es-revisions.7'))).toBe(true)
})
