// Goal: wherever the work tree comes from, it is afterwards exactly the read models at the position asked for, and only
// files that had to differ were touched; file names are one to one, also where case does not count.
// Method: random histories over few keys that collide in case, random walks through them, each walk's tree compared
// with the fold in an array; random keys, hostile ones among them, encoded and decoded again.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentText } from '../../src/worktree/document-text.ts'
import { caseFold, caseTwins, fileName } from '../../src/worktree/file-name.ts'
import { arrayReadModels, type DocumentSet } from '../support/array-read-models.ts'
import { temporaryStore } from '../support/stores.ts'
import { laidOut, treeFiles, treeInodes } from '../support/work-tree.ts'

const key = fc.oneof(
  fc.constantFrom('a', 'A', 'aB', 'Ab', 'AB', 'ab', '../x', '.git', 'CON', 'con', 'Con'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
)
const change: fc.Arbitrary<DocumentSet> = fc.record({
  model: fc.constantFrom('orders', 'Orders', 'baskets'),
  key,
  value: fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined, freq: 3 }),
})
// -0 is no exact JSON: a document never holds it.
const exactChange = change.map((each) => ({
  ...each,
  value: each.value === undefined ? undefined : JSON.parse(JSON.stringify(each.value)),
}))

const names = ['orders', 'Orders', 'baskets']

describe('laying out', () => {
  test('leaves exactly the read models, and the files that need not change', () => {
    const store = temporaryStore()
    fc.assert(
      fc.property(
        fc.array(exactChange, { maxLength: 30 }),
        fc.array(
          fc.record({
            to: fc.double({ min: 0, max: 1, noNaN: true }),
            force: fc.boolean(),
            stale: fc.boolean(),
          }),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        (history, walk) => {
          // What the walk before left is a state as random as any.
          for (const { to, force, stale } of walk) {
            const position = Math.round(to * history.length)
            const reader = arrayReadModels(history, { names, fingerprints: stale ? { orders: 'other' } : {} })
            const inodes = treeInodes(store)
            const texts = treeFiles(store)

            const result = laidOut(
              store,
              arrayReadModels(history, { names, fingerprints: fingerprintOf(history, stale) }),
              position,
              { force },
            )

            const expected = names.flatMap((name) =>
              [...reader.documents(name, position)].map(({ json }) => documentText(json)),
            )
            const after = treeFiles(store)
            expect(Object.values(after).sort()).toEqual(expected.sort())
            expect(Object.keys(after).sort()).toEqual(pathsOf(reader, position).sort())
            const touched = [...treeInodes(store)]
              .filter(([path, inode]) => inodes.get(path) !== inode)
              .map(([path]) => path)
            expect(touched.filter((path) => texts[path] === after[path])).toEqual([])
            expect(result.written).toBe(touched.length)
            expect(result.removed).toBe(Object.keys(texts).filter((path) => after[path] === undefined).length)
            expect(result.written + result.unchanged).toBe(expected.length)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** Another history is another code, as far as the work tree can tell. */
function fingerprintOf(history: readonly DocumentSet[], stale: boolean): Record<string, string> {
  const text = JSON.stringify(history)
  return { orders: stale ? `${text}!` : text, Orders: text, baskets: text }
}

function pathsOf(reader: ReturnType<typeof arrayReadModels>, position: number): string[] {
  const folders = caseTwins(names)
  return names.flatMap((name) => {
    const keys = [...reader.documents(name, position)].map((document) => document.key)
    const twins = caseTwins(keys)
    const folder = fileName(name, { twin: folders.has(caseFold(name)) })
    return keys.map((each) => `${folder}/${fileName(each, { twin: twins.has(caseFold(each)) })}.json`)
  })
}

describe('file names', () => {
  const anyKey = fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 200, maxLength: 256 }) },
    {
      weight: 2,
      arbitrary: fc.string({
        unit: fc.constantFrom('a', 'A', 'b', '.', '%', '4', '1', '~', ' ', '/'),
        minLength: 1,
        maxLength: 8,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '../../etc/passwd',
        'a\0b',
        '.git',
        'é',
        'e\u0301',
        'CON',
        'com1.x',
        'aux.',
        '..',
      ),
    },
  )

  test('are safe on every file system, and are their keys again when decoded', () => {
    fc.assert(
      fc.property(anyKey, fc.boolean(), (each, twin) => {
        const name = fileName(each, { twin })

        expect(name).toMatch(/^[A-Za-z0-9_%-]([A-Za-z0-9._%-]*[A-Za-z0-9_%-])?(~[0-9a-f]{16})?$/)
        expect(name.length).toBeLessThanOrEqual(200)
        expect(name).not.toMatch(/^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i)
        if (!name.includes('~')) expect(decodeURIComponent(name)).toBe(each)
      }),
      { numRuns: 2000 },
    )
  })

  test('of the keys of one model differ, also where case does not count', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyKey, { maxLength: 30 }), (keys) => {
        const twins = caseTwins(keys)

        const seen = new Set(
          keys.map((each) => fileName(each, { twin: twins.has(caseFold(each)) }).toLowerCase()),
        )

        expect(seen.size).toBe(keys.length)
      }),
      { numRuns: 500 },
    )
  })
})
