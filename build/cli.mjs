// The program as one script, dist/cli.cjs, with what every command needs of its packages, and as a smaller one,
// dist/quick.cjs, with the commands that scripts call most: a script, since of scripts
// V8 takes the code that it has compiled before. bin/es.js runs it. Apart from it stay what few commands load, and what
// draws (dist/ui), which waits for WebAssembly when it is loaded and so must be a module.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import { quick_commands } from '../bin/quick-commands.js'
import { lazyBuiltins, lazyOclif, withoutOwnUrl } from './lazy-requires.mjs'

/** Loaded from node_modules by the few commands that need them. typescript is an option of oclif's, never there. */
const apart = ['chrono-node', 'esbuild', 're2js', 'typescript']

/** Left only where lmdb would read its dictionary, to compress values; a store has none that it compresses. */
const own_url = 'import_meta_url'

const common = { bundle: true, platform: 'node', target: 'node20.19', jsx: 'automatic', logLevel: 'warning' }

/**
 * What draws is bundled with ink and React, as they are in production: from their own files it takes twice as long to
 * load, and React's other half keeps the stack of every component.
 * @returns the files that it made
 */
export async function buildCli(root) {
  const names = readdirSync(join(root, 'commands')).map((file) => file.replace(/\.ts$/, ''))
  await buildScript(root, 'dist/cli.cjs', entry(names))
  await buildScript(root, 'dist/quick.cjs', entry(quick_commands))
  await buildScript(root, 'dist/complete.cjs', `export { complete } from './src/terminal/completion/main.ts'`)
  const drawn = await build({
    ...common,
    entryPoints: readdirSync(join(root, 'src/terminal/ui')).map((file) => `src/terminal/ui/${file}`),
    outdir: 'dist/ui',
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    splitting: true,
    minify: true,
    legalComments: 'none',
    // Loaded only where ink is developed.
    external: ['react-devtools-core'],
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)',
    },
    metafile: true,
  })
  return ['dist/cli.cjs', 'dist/quick.cjs', 'dist/complete.cjs', ...Object.keys(drawn.metafile.outputs)]
}

/** One script of all that it needs. Its first line is an id, which changes with anything in it. */
async function buildScript(root, outfile, contents) {
  const result = await build({
    ...common,
    stdin: { contents, resolveDir: root, loader: 'js', sourcefile: 'entry.js' },
    format: 'cjs',
    outfile,
    external: apart,
    conditions: ['module'],
    mainFields: ['module', 'main'],
    define: { 'import.meta.url': own_url, lmdb_version: JSON.stringify(versionOf(root, 'lmdb')) },
    write: false,
    plugins: [ownPackages(root), lazyOclif(), drawnApart()],
  })
  const whole = importsFromOutside(lazyBuiltins(withoutOwnUrl(result.outputFiles[0].text, own_url)))
  const { code } = await transform(whole, {
    minifyWhitespace: true,
    legalComments: 'none',
    target: common.target,
  })
  const program = code.replace(/[\x80-\xff]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`)
  if (/[^\x00-\x7f]/.test(program)) throw new Error(`${outfile} must be ASCII: it is read as such`)
  const id = createHash('sha256').update(program).digest('hex').slice(0, 16)
  writeFileSync(outfile, `// ${id}\n${program}`)
}

/** In a script that V8 takes from its cache Node finds no loader for import(); bin/load-script.js lends it one. */
function importsFromOutside(text) {
  return text.replaceAll(/\bimport\(("\.\/ui\/[\w-]+\.js")\)/g, 'import_module($1)')
}

function versionOf(root, name) {
  return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version
}

/** The commands by name, each loaded when it is asked for. */
function entry(names) {
  const getters = names.map(
    (name) => `  get '${name}'() { return require('./commands/${name}.ts').default },`,
  )
  return `
    import { main } from './src/terminal/main.ts'
    export const commands = {\n${getters.join('\n')}\n}
    export const run = (words, root) => main(words, { root, commands })
  `
}

/** Packages of which the program needs only a part. */
function ownPackages(root) {
  const oclif = `
    export { Command } from '@oclif/core/command'
    export * as Args from '@oclif/core/args'
    export * as Flags from '@oclif/core/flags'
  `
  // lmdb encodes values with it, but those of a store are bytes already.
  const msgpackr = `export class Encoder { constructor() { throw new Error('values are bytes') } }`
  // Both look at the terminal when they are loaded. chalk is told its level, and oclif's own log is not for users.
  const supports = 'export default { stdout: false, stderr: false }'
  const debug = 'module.exports = () => Object.assign(() => {}, { enabled: false })'
  const contents = new Map(
    Object.entries({ '@oclif/core': oclif, msgpackr, '#supports-color': supports, debug }),
  )
  const names = [...contents.keys()].join('|')
  return {
    name: 'own-packages',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(${names})$`) }, ({ path }) => ({ path, namespace: 'own' }))
      build.onLoad({ filter: /.*/, namespace: 'own' }, ({ path }) => ({
        contents: contents.get(path),
        resolveDir: root,
      }))
      build.onResolve({ filter: /^node-gyp-build-optional-packages$/ }, () => ({
        path: join(root, 'build/lmdb-addon.cjs'),
      }))
    },
  }
}

function drawnApart() {
  return {
    name: 'drawn-apart',
    setup(build) {
      build.onResolve({ filter: /\/ui\/[\w-]+\.tsx$/ }, ({ path, kind }) => {
        if (kind !== 'dynamic-import')
          throw new Error(`'${path}' must be imported when it is needed, with import()`)
        return { path: `./${path.replace(/^.*\/(ui\/[\w-]+)\.tsx$/, '$1')}.js`, external: true }
      })
    },
  }
}
