import { expect, test } from 'vitest'
import { projectionFolder } from '../support/projections.ts'

function load(text: string) {
  return projectionFolder({ 'orders.ts': text }, { timeLimitMs: 200 }).load('projections/orders.ts')
}

const whole = `init: () => ({}), on: { A: () => null }`

test.each([
  ['const a = 1', "'projections/orders.ts' has no default export"],
  ['export default 5', "'projections/orders.ts': its default export is a number, not a definition"],
  [`export default { ${whole}, kye: 1 }`, "'projections/orders.ts': a definition has no 'kye'"],
  [
    `export default { ${whole}, name: 'a/b' }`,
    "'projections/orders.ts': its name 'a/b' is not 1 to 100 letters, digits, '.', '_' and '-'",
  ],
  [
    `export default { ${whole}, name: '..' }`,
    "'projections/orders.ts': its name '..' is not 1 to 100 letters, digits, '.', '_' and '-'",
  ],
  [`export default { ${whole}, streams: [] }`, "'projections/orders.ts': 'streams' is an empty list"],
  [
    `export default { ${whole}, streams: ['a', 5] }`,
    "'projections/orders.ts': 'streams' has a number for a glob",
  ],
  [
    `export default { ${whole}, key: 5 }`,
    "'projections/orders.ts': 'key' is a number, not a text or a function",
  ],
  [`export default { ${whole}, key: '' }`, "'projections/orders.ts': 'key' is empty"],
  [`export default { on: { A: () => null } }`, "'projections/orders.ts': 'init' is missing, not a function"],
  [
    `export default { init: () => null, on: { A: () => null } }`,
    "'projections/orders.ts': 'init' gives null, which means no document",
  ],
  [
    `let n = 0\nexport default { init: () => ({ n: n++ }), on: { A: () => null } }`,
    "'projections/orders.ts': 'init' gives another state at every call",
  ],
  [
    `export default { init: () => ({}) }`,
    "'projections/orders.ts': 'on' is missing, not an object of handlers",
  ],
  [`export default { init: () => ({}), on: {} }`, "'projections/orders.ts': 'on' has no handlers"],
  [
    `export default { init: () => ({}), on: { A: 5 } }`,
    "'projections/orders.ts': the handler of 'A' is a number, not a function",
  ],
])('refuses %j', (text, message) => {
  expect(() => load(text)).toThrow(expect.objectContaining({ code: 'PROJECTION_INVALID', message }))
})

test.each([
  ['throw new Error("no")', "projection 'orders' failed (projections/orders.ts:1): no"],
  ['for (;;) {}', "projection 'orders' failed: ran longer than 0.2 s"],
  [`export default { init: () => { throw 'up' }, on: { A() {} } }`, "projection 'orders' failed: threw 'up'"],
  [
    `export default { init: () => ({ at: new Map() }), on: { A() {} } }`,
    "projection 'orders' failed in 'init': a Map at '/at' cannot be kept as JSON",
  ],
])('fails with %j', (text, message) => {
  expect(() => load(text)).toThrow(expect.objectContaining({ code: 'PROJECTION_FAILED', message }))
})

test("is called by its file's name when it does not say", () => {
  expect(load(`export default { ${whole} }`).name).toBe('orders')
  expect(load(`export default { ${whole}, name: 'sales.2026' }`).name).toBe('sales.2026')
})

test('resolves eventvcs to the running one, with no node_modules', () => {
  const { name } = load(`import { defineProjection } from 'eventvcs'
export default defineProjection<object>({ name: 'here', ${whole} })`)

  expect(name).toBe('here')
})
