import { chmodSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { codeVersion } from '../../src/diff/code-version.ts'
import { ReadModels } from '../../src/projection/read-models.ts'
import { committed, git, gitRepository, hermeticGit } from '../support/git.ts'
import { writeFiles } from '../support/projections.ts'
import { temporaryFolder, temporaryStore } from '../support/stores.ts'

/** A projection whose document says what `expression` is. */
const saying = (expression: string, imports = '') => `import { defineProjection } from 'eventvcs'
${imports}
export default defineProjection({ init: () => '', on: { Said: () => ${expression} } })
`

/** What each projection of a version says of one event. */
function said(text: string, from: string, root = from): Record<string, string | undefined> {
  const store = temporaryStore()
  store.log.append({ events: [{ stream: 's', type: 'Said', data: {} }] })
  const { folder } = codeVersion(text, { from, root })
  const reader = new ReadModels(store, folder)
  return Object.fromEntries(reader.names.map((name) => [name, reader.get(name, 's', 1)]))
}

describe('a path', () => {
  test.each([
    ['projections', ['projections/orders.ts', 'projections/people.ts'], false],
    ['.', ['projections/orders.ts', 'projections/people.ts'], false],
    ['other', ['other/orders.ts'], false],
    ['projections/orders.ts', ['projections/orders.ts'], true],
    ['other/orders.ts', ['orders.ts'], true],
  ])('%s', (path, files, isOneFile) => {
    const from = temporaryFolder()
    writeFiles(from, {
      'projections/orders.ts': saying("'o'"),
      'projections/people.ts': saying("'p'"),
      'other/orders.ts': saying("'q'"),
    })

    const version = codeVersion(path, { from, root: from })

    expect(version.folder.files).toEqual(files)
    expect(version.isOneFile).toBe(isOneFile)
    expect(Object.values(said(path, from))).toHaveLength(files.length)
  })

  test('to a folder without projections is refused', () => {
    const from = temporaryFolder()
    mkdirSync(join(from, 'empty'))

    expect(() => codeVersion('empty', { from, root: from })).toThrow('there is no projection in')
  })

  test('to a file that others may write is not run, unless it is said to be safe', () => {
    const from = temporaryFolder()
    writeFiles(from, { 'orders.ts': saying("'o'") })
    chmodSync(join(from, 'orders.ts'), 0o666)
    const load = (safeDirectories: string[]) =>
      codeVersion('orders.ts', { from, root: from, safeDirectories }).folder.load('orders.ts')

    expect(() => load([])).toThrow('can be written by others')
    expect(load([from]).name).toBe('orders')
  })
})

describe('a git revision', () => {
  test('brings what its code imports as it was then', () => {
    const folder = gitRepository()
    const files = (answer: string): Record<string, string> => ({
      'package.json': '{ "imports": { "#lib/*": "./lib/*.ts" } }',
      'lib/deep/value.ts': `export const value = '${answer}'`,
      'shop/shared/index.ts': "export { value as indexed } from '../../lib/deep/value.js'",
      'shop/shared/rates.json': `{ "eur": "${answer}" }`,
      'shop/projections/orders.ts': saying(
        '[indexed, rates.eur, value].join()',
        `import { indexed } from '../shared'
import rates from "../shared/rates.json"
import { value } from '#lib/deep/value'`,
      ),
    })
    committed(folder, files('then'))
    committed(folder, files('now'))
    const expected = { orders: '"then,then,then"' }

    expect(said('main~1:shop/projections', folder)).toEqual(expected)
    expect(said('main~1:shop', folder)).toEqual(expected)
    expect(said('HEAD^{/change}~1:shop/projections/orders.ts', folder)).toEqual(expected)
    expect(said('main~1:./projections', join(folder, 'shop'))).toEqual(expected)
    expect(said('main:shop/', folder)).toEqual({ orders: '"now,now,now"' })
  })

  test('is looked up where the store is, from a folder without git', () => {
    const folder = gitRepository()
    committed(folder, { 'projections/orders.ts': saying("'o'") })

    expect(said('main:projections', temporaryFolder(), folder)).toEqual({ orders: '"o"' })
  })

  test('finds packages where the work tree has them', () => {
    const folder = gitRepository()
    writeFiles(folder, {
      '.gitignore': 'node_modules',
      'shop/node_modules/near/index.js': "export default 'near'",
      'node_modules/far/index.js': "export default 'far'",
    })
    const imports = "import near from 'near'; import far from 'far'"
    committed(folder, { 'shop/projections/orders.ts': saying('near + far', imports) })

    expect(said('main:shop/projections', folder)).toEqual({ orders: '"nearfar"' })
  })

  test('follows links inside the tree, and none out of it', () => {
    const folder = gitRepository()
    const outside = temporaryFolder()
    writeFiles(outside, { 'value.ts': "export const value = 'outside'" })
    mkdirSync(join(folder, 'projections'))
    symlinkSync('../shared', join(folder, 'projections/inner'))
    symlinkSync(outside, join(folder, 'projections/outer'))
    const from = (name: string) => saying('value', `import { value } from './${name}/value.ts'`)
    committed(folder, {
      'shared/value.ts': "export const value = 'inside'",
      'projections/orders.ts': from('inner'),
      'projections/people.ts': from('outer'),
    })

    expect(said('main:projections/orders.ts', folder)).toEqual({ orders: '"inside"' })
    expect(() => said('main:projections/people.ts', folder)).toThrow("'projections/people.ts:2' cannot be")
  })

  test('leaves no files behind, whether its code can be read or not', () => {
    const folder = gitRepository()
    committed(folder, { 'projections/orders.ts': saying("'o'"), 'projections/people.ts': 'export default {' })
    const temporary = temporaryFolder()
    vi.stubEnv('TMPDIR', temporary)

    const { folder: code } = codeVersion('main:projections', { from: folder, root: folder })

    expect(readdirSync(temporary)).toEqual([])
    expect(code.load('projections/orders.ts').name).toBe('orders')
    expect(() => code.load('projections/people.ts')).toThrow("'projections/people.ts:1' cannot be bundled")
  })

  test('that is not there is said to be missing', () => {
    const folder = gitRepository()
    committed(folder, { 'shop/projections/orders.ts': saying("'o'") })
    git(folder, 'tag', 'v1')
    const find = (text: string, from: string) => () => codeVersion(text, { from, root: from })

    expect(find('v2:shop', folder)).toThrow("git knows no revision 'v2'")
    expect(find('--all:shop', folder)).toThrow("git knows no revision '--all'")
    expect(find('v1:shops', folder)).toThrow("there is no 'shops' in git's 'v1'")
    expect(find('v1', folder)).toThrow("there is no file or folder 'v1'")
    expect(find('v1:projections', join(folder, 'shop'))).toThrow(
      expect.objectContaining({ hint: "did you mean 'v1:./projections'?" }),
    )
  })

  test('needs a repository', () => {
    hermeticGit()
    const from = temporaryFolder()
    vi.stubEnv('GIT_CEILING_DIRECTORIES', join(from, '..'))

    expect(() => codeVersion('main:projections', { from, root: from })).toThrow('and no git repository')
  })
})
