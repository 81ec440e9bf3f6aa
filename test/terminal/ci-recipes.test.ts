// Goal: each recipe of `es help ci` answers as it says there. Method: each in `sh -e`, as a pipeline runs it, where the
// answer is yes and where it is no.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { ci, recipes } from '../../src/terminal/topics/ci.ts'
import { isListing } from '../../src/terminal/topics/topic.ts'
import { committed, gitRepository } from '../support/git.ts'
import { writeFiles } from '../support/projections.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')
const order_line = '{"stream":"order-42","type":"LineAdded","data":{"price":2}}\n'

let folder: string

function orders(factor: number, comment = ''): string {
  return `${comment}
import { defineProjection } from 'eventvcs'
export default defineProjection<{ total: number }>({
  streams: 'order-*',
  init: () => ({ total: 0 }),
  on: { LineAdded: (order, { data }) => ({ total: order.total + ${factor} * data.price }) },
})
`
}

function sh(script: string): { status: number | null; stdout: string; stderr: string } {
  const env = {
    PATH: [join(folder, '.bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    HOME: folder,
    TZ: 'UTC',
  }
  return spawnSync('sh', ['-e', '-c', script], { cwd: folder, encoding: 'utf8', env })
}

/** Seven events of order-42, four of them in 2025, in a git repository with two versions of the code. */
beforeEach(() => {
  folder = gitRepository()
  mkdirSync(join(folder, '.bin'))
  writeFileSync(join(folder, '.bin/es'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`)
  chmodSync(join(folder, '.bin/es'), 0o755)
  const days = [
    '2025-11-01',
    '2025-12-01',
    '2025-12-24',
    '2025-12-31',
    '2026-01-02',
    '2026-02-01',
    '2026-03-01',
  ]
  const lines = days.map((day) => order_line.replace('{', `{"time":"${day}T12:00:00Z",`))
  writeFiles(folder, { 'history.jsonl': lines.join(''), 'events.jsonl': order_line })
  committed(folder, { 'projections/orders.ts': orders(1) })
  committed(folder, { 'projections/orders.ts': orders(1, '// the same') })
  expect(sh('es init && es import history.jsonl && es rebuild-projection --all && es tag v1')).toMatchObject({
    status: 0,
  })
})

test('every recipe is told in es help ci', () => {
  const told = ci.sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (isListing(block) ? block.lines : [])),
  )

  for (const recipe of Object.values(recipes)) expect(told.join('\n').split('\n')).toContain(recipe)
})

test('fold: 0, or 7 when the code fails', () => {
  expect(sh(recipes.fold)).toMatchObject({ status: 0, stdout: '' })

  writeFiles(folder, { 'projections/orders.ts': orders(3).replace('data.price', 'data.nothing.price') })
  expect(sh(recipes.fold)).toMatchObject({
    status: 7,
    stdout: '',
    stderr: expect.stringContaining("failed at event 1 'LineAdded' (projections/orders.ts:6)"),
  })
})

test('verify: 0 while what is stored is what the code makes, 1 when the code has changed', () => {
  expect(sh(recipes.verify)).toEqual(expect.objectContaining({ status: 0, stdout: '', stderr: '' }))

  writeFiles(folder, { 'projections/orders.ts': orders(3) })
  expect(sh(recipes.verify).status).toBe(1)
})

test('unchanged: 0 until an event changes a document', () => {
  expect(sh(recipes.unchanged)).toEqual(expect.objectContaining({ status: 0, stdout: '', stderr: '' }))

  sh('es append visit-1 Seen')
  expect(sh(recipes.unchanged).status).toBe(0)

  sh('es append - < events.jsonl')
  expect(sh(recipes.unchanged)).toMatchObject({ status: 1, stdout: '' })
})

test('append: once, however often it runs; another failure is one', () => {
  expect(sh(recipes.append)).toMatchObject({ status: 0, stdout: '8 order-42@8 LineAdded\n' })

  expect(sh(recipes.append)).toMatchObject({ status: 0, stdout: '' })
  expect(sh('es rev-parse HEAD').stdout).toBe('8\n')

  writeFiles(folder, { 'events.jsonl': '{"stream":' })
  expect(sh(recipes.append).status).toBe(1)
})

test('a document as of a time', () => {
  const { status, stdout } = sh(recipes.asOf)

  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    v: 1,
    at: 4,
    projection: 'orders',
    key: 'order-42',
    path: [],
    value: { total: 8 },
  })
})

test('code: 0 for another text, 1 for other documents', () => {
  expect(sh(recipes.code)).toMatchObject({ status: 0, stdout: '' })

  committed(folder, { 'projections/orders.ts': orders(3) })
  expect(sh(recipes.code)).toMatchObject({ status: 1, stdout: '' })
})

test('stale: rebuilds when events came or the code changed, and only then', () => {
  const rebuilds = () => sh('es reflog orders').stdout.split('\n').length - 1
  const before = rebuilds()

  expect(sh(recipes.stale).status).toBe(0)
  expect(rebuilds()).toBe(before)

  sh('es append - < events.jsonl')
  expect(sh(`${recipes.stale} && es status --exit-code --behind`).status).toBe(0)
})

test('pinned: what others append meanwhile is not seen', () => {
  const { stdout } = sh(`${recipes.pinned}
    es append - < events.jsonl > receipt
    es cat orders/order-42 --at "$at"`)

  expect(stdout).toBe('{"total":14}\n')
})
