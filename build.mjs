// Builds dist/: the library (index.js, a module; packages stay outside), the program (cli.cjs) and what it draws with;
// the schemas of its output; and oclif.manifest.json. `--types` also writes the library's declarations to dist/types,
// which only a package needs.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Plugin } from '@oclif/core'
import { build } from 'esbuild'
import { buildCli } from './build/cli.mjs'

const root = dirname(fileURLToPath(import.meta.url))
process.chdir(root)
const { metafile } = await build({
  entryPoints: ['src/index.ts', 'src/testing.ts'],
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
  metafile: true,
})
const outputs = [...Object.keys(metafile.outputs), ...(await buildCli(root)), ...(await writeSchemas())]
removeStale(new Set(outputs))
rmSync('dist/cache', { recursive: true, force: true, maxRetries: 3 })

// What `es demo` lays into the store that it builds, as people read it.
cpSync('src/demo/events.ts', 'dist/demo/events.ts')
cpSync('src/demo/projections', 'dist/demo/projections', { recursive: true })

cpSync('src/terminal/completion', 'dist/completion', {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
})

await writeManifest()
if (process.argv.includes('--types'))
  execFileSync('npx', ['tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' })

/** Files of an earlier build go only now, so that a program that runs while this builds finds its own. */
function removeStale(made) {
  for (const path of readdirSync('dist', { recursive: true }).map((name) => `dist/${name}`))
    if (/\.(c?js|map|json)$/.test(path) && !made.has(path)) rmSync(path)
}

/** What `es help --schema` prints, as files. @returns them */
async function writeSchemas() {
  const entryPoints = ['src/terminal/schema/schemas.ts']
  const { outputFiles } = await build({
    entryPoints,
    bundle: true,
    format: 'esm',
    write: false,
    platform: 'node',
  })
  const { schemas } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
  mkdirSync('dist/schemas', { recursive: true })
  return Object.entries(schemas).map(([name, schema]) => {
    const path = `dist/schemas/${name}.json`
    writeFileSync(path, `${JSON.stringify(schema, undefined, 2)}\n`)
    return path
  })
}

/** oclif's manifest: for help, and for names that are no command's own. */
async function writeManifest() {
  process.env.NODE_ENV = 'production'
  const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true })
  await plugin.load()
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  writeFileSync('oclif.manifest.json', `${JSON.stringify({ ...plugin.manifest, version }, null, 2)}\n`)
}
