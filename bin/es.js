#!/usr/bin/env node
const { readFileSync, writeSync } = require('node:fs')
const { dirname, join } = require('node:path')

const [major, minor] = process.versions.node.split('.').map(Number)
const root = dirname(__dirname)
const words = process.argv.slice(2)

if (major < 20 || (major === 20 && minor < 19)) {
  writeSync(2, `error: es needs Node 20.19 or newer, and this is ${process.versions.node}\n`)
  process.exitCode = 70
} else if (words[0] === '--version') {
  printVersion()
} else {
  const { loadScript } = require('./load-script.js')
  if (words[0] === '__complete') loadScript(root, 'complete.cjs', 'complete').complete(words.slice(1), root)
  else {
    const isName = (word, index) => /^[a-z][a-z-]*$/.test(word) && words[index - 1] !== '--store'
    const name = words.find(isName) ?? 'help'
    const hasRun = ({ commands }) => Object.hasOwn(commands, name)
    const { quick_commands } = require('./quick-commands.js')
    // Help is about all commands.
    const isQuick = quick_commands.includes(name) && !words.some((word) => word === '--help' || word === '-h')
    loadScript(root, isQuick ? 'quick.cjs' : 'cli.cjs', name, hasRun).run(words, root)
  }
}

function printVersion() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  try {
    writeSync(1, `es ${version}\n`)
  } catch (error) {
    // Whoever reads has read enough.
    if (error.code === 'EPIPE') return
    writeSync(2, `error: cannot write to stdout: ${error.code}\n`)
    process.exitCode = 74
  }
}
