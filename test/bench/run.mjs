// npm run bench -- [NAME…] [--json] [--long] [--count N] [--rounds N]
// Builds one question after the other and runs it in a process of its own, so that none warms or spoils another.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const folder = import.meta.dirname
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    count: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
  },
})

const all = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
const unknown = positionals.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`error: no benchmark '${unknown[0]}'\nhint: there are ${all.join(', ')}\n`)
  process.exit(2)
}

const asked = positionals.length > 0 ? positionals : all
const needsPeer = asked.some((name) =>
  /peer\.ts/.test(readFileSync(join(folder, `${name}.bench.ts`), 'utf8')),
)
if (needsPeer && !existsSync(join(folder, 'node_modules', 'better-sqlite3', 'build'))) {
  process.stderr.write('installing the peer (better-sqlite3, compiled on this machine)\n')
  const npm = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--foreground-scripts']
  const installed =
    spawnSync('npm', npm, { cwd: folder, stdio: ['ignore', 2, 2] }).status === 0 &&
    spawnSync('npm', ['rebuild', 'better-sqlite3', '--build-from-source'], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
    }).status === 0
  if (!installed) process.exit(70)
}

for (const name of asked) {
  const outfile = join(folder, '.build', `${name}.mjs`)
  await build({
    stdin: {
      contents: `
        import { bench } from './${name}.bench.ts'
        const options = ${JSON.stringify({ count: Number(values.count), rounds: Number(values.rounds), long: values.long })}
        for (const figure of await bench(options)) process.stdout.write(JSON.stringify(figure) + '\\n')
      `,
      resolveDir: folder,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    packages: 'external',
    outfile,
    logLevel: 'error',
  })
  const ran = spawnSync(process.execPath, ['--expose-gc', outfile], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  })
  if (ran.status !== 0) process.exitCode = 1
  for (const line of ran.stdout.split('\n').filter(Boolean))
    process.stdout.write(values.json ? `${line}\n` : text(JSON.parse(line)))
}

function text(figure) {
  const peer = figure.peer ? `  ${figure.ratio} × ${figure.peer} (${figure.peerValue})` : ''
  const limit = figure.limit ? `  ${figure.limitRatio} × ${figure.limit} (${figure.limitValue})` : ''
  return `${figure.case}: ${figure.value} ${figure.unit}${peer}${limit}  [${figure.target}]\n`
}
