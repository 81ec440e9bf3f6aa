import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { Store } from '../../src/store/store.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'

const bin = resolve(import.meta.dirname, '../../bin/es.js')

function openIn(folder: string): Store {
  const { directory } = Store.init(folder)
  const store = Store.open(directory, { readOnly: false, ambient: countingAmbient() })
  onTestFinished(() => store.close())
  return store
}

function append(store: Store, type: string, stream = 'order-1'): void {
  store.log.append({ events: [{ stream, type }] })
}

/** The built program following a store; its lines as they come. */
function following(
  folder: string,
  ...options: string[]
): { child: ChildProcess; lines: AsyncIterator<string> } {
  const child = spawn(process.execPath, [bin, 'log', '-f', '--format', '%p %t', ...options], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}

async function take(lines: AsyncIterator<string>, count: number): Promise<string[]> {
  const taken: string[] = []
  while (taken.length < count) {
    const { value, done } = await lines.next()
    if (done) break
    taken.push(value as string)
  }
  return taken
}

test('history first, oldest first, and then what is appended', async () => {
  const folder = temporaryFolder()
  const store = openIn(folder)
  for (const type of ['A', 'B', 'C']) append(store, type)
  const { child, lines } = following(folder, '-n', '2')

  expect(await take(lines, 2)).toEqual(['2 B', '3 C'])
  append(store, 'D')
  expect(await take(lines, 1)).toEqual(['4 D'])

  child.kill('SIGINT')
  expect(await new Promise((ended) => child.on('close', (code, signal) => ended(signal ?? code)))).toBe(
    'SIGINT',
  )
})

test('every filter holds for what is appended, too', async () => {
  const folder = temporaryFolder()
  const store = openIn(folder)
  const { lines } = following(folder, '--type', 'Paid*', '--stream', 'order-*')
  append(store, 'Paid', 'cart-1')
  append(store, 'Placed')
  append(store, 'PaidLate')

  expect(await take(lines, 1)).toEqual(['3 PaidLate'])
})

// Goal: nothing is lost or doubled at the seam between history and live. Method: append without a pause while
// followers start at moments of their own, and look whether each shows every position once, in order.
test('nothing is lost or doubled at the seam', async () => {
  const folder = temporaryFolder()
  const store = openIn(folder)
  append(store, 'A')
  const followers = [following(folder), following(folder)]
  const expected: string[] = ['1 A']
  for (let position = 2; position <= 400; position++) {
    append(store, `T${position}`)
    expected.push(`${position} T${position}`)
    if (position % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    if (position === 120) followers.push(following(folder))
  }

  for (const { lines } of followers) expect(await take(lines, expected.length)).toEqual(expected)
})
