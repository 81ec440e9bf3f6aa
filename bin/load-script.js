// Loads a script of dist/ with the code that V8 compiled of it before: to compile it anew takes longer than most commands.
// What V8 compiled is kept a command, since each needs another part of the script, and is only ever a cache: whatever is
// wrong with it, the script is compiled from its text.
const {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')
const vm = require('node:vm')

/** Where the text says which build it is: `// 0123456789abcdef`. */
const id_start = 3
const id_end = 19

/**
 * @param file a script in dist/
 * @param part a name for what of the script is about to run
 * @param hasRun asked at the end: whether it was that part, and not a word that was mistyped
 * @returns what the script exports
 */
exports.loadScript = (root, file, part, hasRun = () => true) => {
  const path = join(root, 'dist', file)
  const text = readFileSync(path, 'latin1')
  const name = `${text.slice(id_start, id_end)}-${process.version}-${process.arch}-${part}`
  const cachedData = readCache(root, name)
  const parameters = 'exports, require, module, __filename, __dirname, import_module'
  const source = `(function (${parameters}) {${text}\n})`
  const script = new vm.Script(source, { filename: path, cachedData })
  const module = { exports: {} }
  const importModule = (name) => import(require('node:url').pathToFileURL(join(dirname(path), name)).href)
  script.runInThisContext()(module.exports, createRequire(path), module, path, dirname(path), importModule)
  // When it ends, V8 knows which functions were needed.
  if (cachedData === undefined || script.cachedDataRejected)
    process.once('exit', () => {
      if (hasRun(module.exports)) writeCache(root, name, script.createCachedData())
    })
  return module.exports
}

/** Beside the program, where whoever may write there could change the program itself; else in the user's own cache. */
function* folders(root) {
  yield join(root, 'dist', 'cache')
  const home = process.env.XDG_CACHE_HOME || join(require('node:os').homedir(), '.cache')
  yield join(home, 'eventvcs')
}

function readCache(root, name) {
  for (const folder of folders(root)) {
    try {
      if (isOwn(folder, root)) return readFileSync(join(folder, name))
    } catch {
      // There is none.
    }
  }
  return undefined
}

function writeCache(root, name, data) {
  for (const folder of folders(root)) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      if (!isOwn(folder, root)) continue
      const unfinished = join(folder, `${name}.${process.pid}`)
      writeDurably(unfinished, data)
      renameSync(unfinished, join(folder, name))
      removeOld(folder, name.slice(0, id_end - id_start))
      return
    } catch {
      // A folder that cannot be written, or a full disk: then the next one, or none.
    }
  }
}

/** V8 looks at no checksum: what a power cut leaves of a file must not get its name. */
function writeDurably(path, data) {
  const file = openSync(path, 'w', 0o644)
  try {
    writeFileSync(file, data)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** True when nobody but its owner may write there, and the owner is who runs this, or whose program this is. */
function isOwn(folder, root) {
  if (process.getuid === undefined) return true
  const { uid, mode } = statSync(folder)
  const isOurs = uid === process.getuid() || uid === 0 || uid === statSync(root).uid
  return isOurs && (mode & 0o022) === 0
}

const kept_ms = 7 * 86_400_000

/** What other builds left, when it was not written lately. */
function removeOld(folder, id) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (!name.startsWith(id) && Date.now() - statSync(path).mtimeMs > kept_ms) rmSync(path)
  }
}
