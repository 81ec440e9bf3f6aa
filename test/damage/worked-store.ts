import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'

const projections = {
  'orders.ts': `import { defineProjection } from 'eventvcs'
export default defineProjection({
  streams: 'order-*',
  init: () => ({ totalCents: 0, paid: 0, items: [] }),
  on: {
    OrderPlaced: (order) => order,
    LineAdded: (order, { data }) => { order.totalCents += data.priceCents; order.items = [...order.items.slice(-20), data.item] },
    OrderPaid: (order) => { order.paid++ },
  },
})
`,
  'notes.ts': `import { defineProjection } from 'eventvcs'
export default defineProjection({
  streams: 'order-*',
  init: () => ({ text: '' }),
  on: { LineAdded: (note, { data }) => { note.text = (note.text + data.note).slice(-4000) } },
})
`,
}

/**
 * Makes a store with every kind of entry in every table, and what commands may want beside it: 40 streams, tags `v1` to
 * `v3`, two stored read models, of which `notes` is behind, snapshots, a work tree that was moved to and fro.
 * @param count of events, at least 2,100; from 16,384 on a segment of the index is full
 */
export async function makeWorkedStore(folder: string, count: number): Promise<void> {
  mkdirSync(join(folder, 'projections'), { recursive: true })
  mkdirSync(join(folder, 'other'))
  for (const [name, text] of Object.entries(projections)) {
    writeFileSync(join(folder, 'projections', name), text)
    writeFileSync(join(folder, 'other', name), text.replace('slice(-20)', 'slice(-19)'))
  }
  writeFileSync(join(folder, 'events.jsonl'), lines(1, count))
  writeFileSync(join(folder, 'more.jsonl'), lines(count + 3, count + 40).replaceAll(/"time":"[^"]*",/g, ''))
  const run = async (...words: string[]): Promise<void> => {
    const { status, stderr } = await runProgram(folder, words)
    if (status !== 0) throw new Error(`es ${words.join(' ')} ended with ${status}: ${stderr}`)
  }
  await run('init')
  await run('import', 'events.jsonl')
  await run('tag', 'v1', '1000', '-m', 'first')
  await run('tag', 'v2', '2000')
  await run('rebuild-projection', '--all')
  await run('tag', 'v3', '-m', 'with models')
  await run('snapshot', '--at', '1500')
  await run('checkout', 'as-of', 'v2')
  await run('checkout', 'main')
  for (const index of [count + 1, count + 2]) await run('append', `order-${index % 40}`, 'OrderPaid', '{}')
  await run('rebuild-projection', 'orders')
  await run('tag', 'v5', '1200')
  await run('undo')
}

function lines(first: number, last: number): string {
  let text = ''
  for (let index = first; index <= last; index++) {
    const type = index <= 40 ? 'OrderPlaced' : index % 25 === 0 ? 'OrderPaid' : 'LineAdded'
    const note = index % 50 === 0 ? 'x'.repeat(1500) : 'ä"'
    text += `${JSON.stringify({
      stream: `order-${index % 40}`,
      type,
      time: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
      ...(index % 10 === 0 ? { id: `own-${index}` } : {}),
      data: { priceCents: index, item: `item-${index % 97}`, note },
      meta: { actor: index % 2 === 0 ? 'ann' : 'bob' },
    })}\n`
  }
  return text
}
