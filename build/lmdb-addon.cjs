// Takes the place of node-gyp-build-optional-packages in the bundle of the program. It finds lmdb's prebuilt binary by
// its name, where npm puts it; to search for it, and for the libc of the system, takes longer than to open a store.
// Whatever is not as expected is left to the original.
const { existsSync, readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')

module.exports = () => prebuilt() ?? original()

function prebuilt() {
  const { platform, arch, versions } = process
  if (versions.electron || versions.deno || process.isBun) return undefined
  const isMusl = platform === 'linux' && existsSync('/etc/alpine-release')
  const libc = platform === 'linux' ? `.${isMusl ? 'musl' : 'glibc'}` : ''
  // Below this package, or beside it. This file is built into dist/cli.cjs.
  for (const above of ['../node_modules', '../..']) {
    const folder = join(__dirname, above, '@lmdb', `lmdb-${platform}-${arch}`)
    try {
      if (versionOf(folder) !== lmdb_version) continue
      const byVersion = join(folder, `node.abi${versions.modules}${libc}.node`)
      const addon = { exports: {} }
      process.dlopen(addon, existsSync(byVersion) ? byVersion : join(folder, `node.napi${libc}.node`))
      return addon.exports
    } catch {
      // Not there, or not for this system.
    }
  }
  return undefined
}

/** The script and the binary of lmdb must be of one version. */
function versionOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
}

function original() {
  const lmdb = createRequire(__filename).resolve('lmdb')
  // lmdb's own folder: its main file is dist/index.cjs.
  return createRequire(lmdb)('node-gyp-build-optional-packages')(dirname(dirname(lmdb)))
}
