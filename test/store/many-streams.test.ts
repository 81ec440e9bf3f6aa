import { expect, test, vi } from 'vitest'
import type { NewEvent } from '../../src/store/event.ts'
import { PageTable } from '../../src/store/integrity/page-table.ts'
import { Store } from '../../src/store/store.ts'
import { Table } from '../../src/store/table.ts'
import { check } from '../support/checking.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

// Goal: a stream of one event costs about as much as an event more of a stream that is there. Method: look-ups by key are
// counted, each of which goes down a tree; time is not.

const events = 6_000

async function storeOf(streams: number): Promise<string> {
  const { directory } = Store.init(temporaryFolder())
  const store = Store.open(directory, { readOnly: false, ambient: countingAmbient() })
  const event = (index: number): NewEvent => ({
    stream: `order-${index % streams}`,
    type: 'Opened',
    data: {},
  })
  for (let from = 0; from < events; from += 1_000)
    store.log.append({ events: Array.from({ length: 1_000 }, (_, at) => event(from + at)) })
  await store.close()
  return directory
}

/** How often a method is called; it goes on to do its work. */
function calls<T extends object>(type: T, method: keyof T & string, during: () => void): number {
  const counted = vi.spyOn(type as Record<string, () => unknown>, method)
  try {
    during()
    return counted.mock.calls.length
  } finally {
    counted.mockRestore()
  }
}

test('fsck looks names up in runs', async () => {
  const ofOne = await storeOf(events)
  const ofMany = await storeOf(10)
  const lookUps = (directory: string) =>
    calls(PageTable.prototype, 'get', () => expect(check(directory).findings).toEqual([]))

  expect(lookUps(ofOne)).toBeLessThan(lookUps(ofMany) + 20)
})

test('reading the log looks names up in runs', async () => {
  const lookUps = async (streams: number): Promise<number> => {
    const store = Store.open(await storeOf(streams), { readOnly: true, ambient: countingAmbient() })
    const read = () => {
      let seen = 0
      for (const { stream } of store.log.read()) if (stream !== '') seen++
      expect(seen).toBe(events)
    }
    const count = calls(Table.prototype, 'get', read)
    await store.close()
    return count
  }

  expect(await lookUps(events)).toBeLessThan((await lookUps(10)) + 20)
})
