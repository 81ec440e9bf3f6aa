import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bundleProjections } from '../../src/projection/bundle.ts'
import { writeFiles } from '../support/projections.ts'
import { temporaryFolder } from '../support/stores.ts'

function bundled(files: Record<string, string>, entry = 'projections/orders.ts') {
  const root = temporaryFolder()
  writeFiles(root, files)
  const [bundle] = bundleProjections(root, [entry], [])
  if (bundle === undefined) throw new Error('nothing was bundled')
  return { root, bundle }
}

const orders = `import { start } from './lib/start'
export default { init: () => ({ n: start }), on: { A: () => null } }`
const start = 'export const start = 1'

describe('a fingerprint', () => {
  test('is over what the files hold, not over where they are', () => {
    const here = bundled({ 'projections/orders.ts': orders, 'projections/lib/start.ts': start })
    const there = bundled(
      { 'projections/bills.ts': orders, 'projections/lib/start.ts': start },
      'projections/bills.ts',
    )

    expect(there.bundle.fingerprint).toBe(here.bundle.fingerprint)
  })

  test('changes with a module that is imported, and lists it', () => {
    const one = bundled({ 'projections/orders.ts': orders, 'projections/lib/start.ts': start })
    const two = bundled({ 'projections/orders.ts': orders, 'projections/lib/start.ts': `${start}0` })

    expect(two.bundle.fingerprint).not.toBe(one.bundle.fingerprint)
    expect(two.bundle.files.map(({ path }) => path)).toEqual([
      'projections/lib/start.ts',
      'projections/orders.ts',
    ])
  })

  test('changes with a comment, and the digest of the code does not', () => {
    const bare = bundled({ 'projections/orders.ts': orders, 'projections/lib/start.ts': start })
    const told = bundled({
      'projections/orders.ts': `// why\n${orders.replace('{ n', '{   n')}`,
      'projections/lib/start.ts': start,
    })

    expect(told.bundle.fingerprint).not.toBe(bare.bundle.fingerprint)
    expect(told.bundle.codeDigest).toBe(bare.bundle.codeDigest)
  })

  test('does not depend on what else is bundled with it', () => {
    const root = temporaryFolder()
    writeFiles(root, {
      'projections/orders.ts': orders,
      'projections/bills.ts': `import { start } from './lib/start'\n${orders.replace("import { start } from './lib/start'", '')}`,
      'projections/lib/start.ts': start,
    })
    const [alone] = bundleProjections(root, ['projections/orders.ts'], [])
    const [, together] = bundleProjections(root, ['projections/bills.ts', 'projections/orders.ts'], [])

    expect(together).toEqual(alone)
  })
})

test('packages are bundled, with CommonJS ones among them', () => {
  const { bundle } = bundled({
    'projections/orders.ts': `import { n } from 'pkg'\nexport default { init: () => ({ n }), on: { A: () => null } }`,
    'node_modules/pkg/package.json': '{"name":"pkg","main":"lib/index.js"}',
    'node_modules/pkg/lib/index.js': 'exports.n = 41 + 1',
  })

  expect(bundle.files.map(({ path }) => path)).toEqual([
    'node_modules/pkg/lib/index.js',
    'projections/orders.ts',
  ])
  expect(bundle.code).toContain('41+1')
})

describe('what cannot be bundled is said with its file and line', () => {
  test.each([
    [
      "\nimport fs from 'node:fs'\nexport default fs",
      "'projections/orders.ts:2' imports 'node:fs': a projection has no access to Node, everything it may use is in the event",
    ],
    [
      "import { join } from 'path'\nexport default join",
      "'projections/orders.ts:1' imports 'path': a projection has no access to Node, everything it may use is in the event",
    ],
    [
      'export default {',
      "'projections/orders.ts:1' cannot be bundled: expected identifier but found end of file",
    ],
    [
      "import x from './none'\nexport default x",
      `'projections/orders.ts:1' cannot be bundled: could not resolve "./none"`,
    ],
    [
      'await 1\nexport default {}',
      "'projections/orders.ts:1' awaits at its top level: a projection has no promises",
    ],
  ])('%j', (text, message) => {
    expect(() => bundled({ 'projections/orders.ts': text })).toThrow(
      expect.objectContaining({ code: 'PROJECTION_INVALID', message }),
    )
  })
})

describe.skipIf(process.geteuid === undefined)('code that others could have written is not run', () => {
  const files = { 'projections/orders.ts': orders, 'projections/lib/start.ts': start }

  test.each(['projections', 'projections/orders.ts', 'projections/lib', 'projections/lib/start.ts'])(
    '%s',
    (path) => {
      const { root } = bundled(files)
      chmodSync(join(root, path), 0o777)

      expect(() => bundleProjections(root, ['projections/orders.ts'], [])).toThrow(
        expect.objectContaining({ code: 'UNSAFE_OWNER', message: expect.stringContaining(join(root, path)) }),
      )
      expect(bundleProjections(root, ['projections/orders.ts'], [root])).toHaveLength(1)
    },
  )
})
