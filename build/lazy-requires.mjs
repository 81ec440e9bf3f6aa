// What a module needs is loaded when it is first used, not when the module is. Most of what oclif can do, and much of
// Node, is never used by one run of one command.
import { readFile } from 'node:fs/promises'

const typescript_require = /^(?:const|var) (\w+_\d+) = (.*require\("[^"]+"\).*);$/gm

/**
 * oclif's files are what TypeScript makes of ES modules: `const util_1 = require("./util")`, and then only `util_1.x`.
 * @returns an esbuild plugin
 */
export function lazyOclif() {
  return {
    name: 'lazy-oclif',
    setup(build) {
      build.onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        return { contents: withoutStdoutListener(path, lazyText(text)), loader: 'js' }
      })
    },
  }
}

function lazyText(text) {
  const names = [...text.matchAll(typescript_require)].map(([, name]) => name)
  const declared = text.replace(
    typescript_require,
    (_, name, value) => `let ${name}$value; const ${name}$get = () => (${name}$value ??= ${value});`,
  )
  if (names.length === 0) return text
  return declared.replace(new RegExp(`\\b(${names.join('|')})\\.`, 'g'), '($1$get()).')
}

/** oclif makes Node's stdout when it is loaded, to swallow its EPIPE. Here nothing is written through it. */
function withoutStdoutListener(path, text) {
  if (!/[\\/]lib[\\/]command\.js$/.test(path)) return text
  const changed = text.replace(/^process\.stdout\.on\('error', .*?^\}\);$/ms, '')
  if (changed === text)
    throw new Error('oclif listens to stdout in another way now: see build/lazy-requires.mjs')
  return changed
}

/** Loaded before any program begins. */
const at_hand = ['node:fs', 'node:path', 'node:module', 'node:events', 'node:util']

/** The same for Node's own modules, in the text of a bundle in esbuild's CommonJS format. */
export function lazyBuiltins(text) {
  const assigned = /\b(import_\w+) = require\("(node:[\w/]+)"\);/g
  const modules = new Map()
  for (const [, name, module] of text.matchAll(assigned))
    if (!at_hand.includes(module)) modules.set(name, module)
  const names = [...modules.keys()].join('|')
  return text
    .replace(new RegExp(`\\b(${names}) = require\\("node:[\\w/]+"\\);`, 'g'), '$1 = void 0;')
    .replace(
      new RegExp(`(?<![\\w$.])(${names})\\.(?=\\w)`, 'g'),
      (_, name) => `(${name} ??= require("${modules.get(name)}")).`,
    )
}

/**
 * What modules make of `import.meta.url` a script has at hand: its own `require` and its own path. To make an URL of it,
 * and of that a path again, takes a millisecond.
 */
export function withoutOwnUrl(text, ownUrl) {
  const called = (name) => new RegExp(`\\(0, import_node_\\w+\\.${name}\\)\\(${ownUrl}\\)`, 'g')
  return text.replace(called('createRequire'), 'require').replace(called('fileURLToPath'), '__filename')
}
