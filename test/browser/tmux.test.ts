// Goal: the built program on a real terminal: it fits every size, also while that changes; data cannot break the
// screen; the terminal is as it was, however the program ends. Method: tmux, keys sent and panes captured.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { Store } from '../../src/store/store.ts'
import { countingAmbient, temporaryFolder } from '../support/stores.ts'
import { fillShop } from './shop.ts'
import { has_tmux, openTmux, untouched } from './tmux.ts'

async function shopFolder(): Promise<string> {
  const place = temporaryFolder()
  const { directory } = Store.init(place)
  const store = Store.open(directory, { readOnly: false, ambient: countingAmbient() })
  fillShop(store)
  await store.close()
  return place
}

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 60, rows: 15 },
]

type Terminal = ReturnType<typeof openTmux>

/** All that is always on the screen, each where it must be, when it has been drawn. */
async function expectWhole(terminal: Terminal, { columns, rows }: { columns: number; rows: number }) {
  await vi.waitFor(() => checkWhole(terminal.screen(), { columns, rows }), { timeout: 10_000 })
}

function checkWhole(screen: string, { columns, rows }: { columns: number; rows: number }): void {
  const lines = screen.split('\n')
  expect(lines).toHaveLength(rows)
  expect(lines[0]).toMatch(/^Events/)
  expect(lines.filter((line) => line.startsWith('Events'))).toHaveLength(1)
  expect(lines.filter((line) => line.startsWith('> '))).toHaveLength(1)
  expect(lines[rows - 4]).toMatch(/^2026-01-01 .* 2026-01-01$/)
  expect(lines[rows - 4]).toHaveLength(columns)
  expect(lines[rows - 2]).toMatch(/^main \d+\/61/)
  expect(lines[rows - 1]).toMatch(/^j k move/)
}

describe.runIf(has_tmux)('on a terminal', () => {
  test.each(sizes)(
    'at $columns x $rows all is in its place, with hostile data, on every tab',
    async (size) => {
      const terminal = openTmux(await shopFolder(), size)
      await terminal.es('ui 61', /^> 61 /m)

      for (const [tab, shown] of [
        ['1', /\[1 State\]/],
        ['2', /\[2 Diff\]/],
        ['4', /\[4 Meta\]/],
        ['3', /\[3 Event\]/],
      ] as const) {
        await terminal.keys([tab], shown)
        await expectWhole(terminal, size)
      }
      for (let position = 60; position > 51; position--) {
        await terminal.keys(['k'], new RegExp(`^main ${position}/`, 'm'))
        await expectWhole(terminal, size)
      }
      await terminal.keys(['1'], /漢字かな交じり文/)
      await expectWhole(terminal, size)
      await terminal.keys(['q'], /\$\s*$/)
      expect(terminal.modes()).toBe(untouched)
    },
  )

  test('it is resized while it runs', async () => {
    const terminal = openTmux(await shopFolder(), { columns: 120, rows: 40 })
    await terminal.es('ui 40', /^> 40 /m)

    for (const size of [...sizes, { columns: 200, rows: 50 }, { columns: 70, rows: 30 }]) {
      terminal.resize(size.columns, size.rows)
      await terminal.keys([], new RegExp(`^2026-01-01 .{${size.columns - 22}} 2026-01-01$`, 'm'))
      await expectWhole(terminal, size)
    }
    terminal.resize(40, 10)
    await terminal.keys([], /this is 40x10: es ui needs 60x15/)
    terminal.resize(80, 24)
    await expectWhole(terminal, { columns: 80, rows: 24 })
    await terminal.keys(['q'], /\$\s*$/)
  })

  test('too small, it leaves the plain text when asked', async () => {
    const terminal = openTmux(await shopFolder(), { columns: 50, rows: 12 })
    await terminal.es('ui 10', /p prints the view as plain text/)

    await terminal.keys(['p'], /^\{\}\n\S*\$\s*$/m)

    expect(terminal.screen('-S', '-100')).toContain('main 10/61 v1 orders fresh')
    expect(terminal.modes()).toBe(untouched)
  })

  test('Ctrl-Z gives the terminal back, fg takes it again', async () => {
    const size = { columns: 80, rows: 24 }
    const terminal = openTmux(await shopFolder(), size)
    await terminal.es('ui 10', /^> 10 /m)
    await terminal.keys(['j'], /^> 11 /m)

    await terminal.keys(['C-z'], /Stopped/)
    expect(terminal.modes()).toBe(untouched)
    await terminal.keys(['stty -a | grep -o " icanon.* echo "', 'Enter'], /icanon/)
    terminal.resize(100, 30)
    await terminal.keys(['fg', 'Enter'], /^> 11 /m)
    await terminal.keys(['j'], /^main 12\//m)
    await expectWhole(terminal, { columns: 100, rows: 30 })
    await terminal.keys(['q'], /\$\s*$/)
    expect(terminal.modes()).toBe(untouched)
  })

  test.each([
    ['Ctrl-C', 'interrupted', 130],
    ['SIGINT', 'interrupted', 130],
    ['SIGTERM', 'terminated', 143],
  ])('%s ends it and gives the terminal back', async (how, says, status) => {
    const terminal = openTmux(await shopFolder(), { columns: 80, rows: 24 })
    await terminal.es('ui; echo "ended with $?"', /^> 61 /m)
    const pid = terminal.tmux('display-message', '-p', '#{pane_pid}').trim()

    if (how === 'Ctrl-C') terminal.tmux('send-keys', 'C-c')
    else {
      // By then ink has been loaded, and listens to signals, too.
      await sleep(500)
      execFileSync('kill', [`-${how}`, childOf(pid)])
    }

    expect(await terminal.keys([], new RegExp(`ended with ${status}`))).toContain(`error: ${says}`)
    expect(terminal.modes()).toBe(untouched)
    await terminal.keys(['echo typed', 'Enter'], /^typed$/m)
  })

  test('a crash says why, on a terminal that is as it was', async () => {
    const place = await shopFolder()
    const terminal = openTmux(
      place,
      { columns: 100, rows: 24 },
      { NODE_OPTIONS: `--import=${crashing(place)}` },
    )

    await terminal.es('ui; echo "ended with $?"', /ended with 70/)

    expect(terminal.screen()).toMatch(/error: .*boom/)
    expect(terminal.modes()).toBe(untouched)
  })

  test('it tags and checks out, when asked', async () => {
    const terminal = openTmux(await shopFolder(), { columns: 120, rows: 40 })
    await terminal.es('ui 20', /^> 20 /m)

    terminal.tmux('send-keys', 't')
    await terminal.keys(['-l', 'mine'], /name of the tag: mine/)
    await terminal.keys(['Enter'], /^> 20 .*\(mine\)/m)
    await terminal.keys(['c'], /es checkout as-of 20: moves HEAD/)
    await terminal.keys(['y'], /HEAD at 20/)
    await terminal.keys(['q'], /\$\s*$/)
    await terminal.es("rev-parse mine; echo 'done'", /^20$/m)
  })

  test('what others append is followed', async () => {
    const place = await shopFolder()
    const terminal = openTmux(place, { columns: 120, rows: 40 })
    await terminal.es('ui', /^> 61 /m)
    await terminal.keys(['F'], /following/)

    const store = Store.open(`${place}/.es`, { readOnly: false, ambient: countingAmbient() })
    store.log.append({ events: [{ stream: 'order-7', type: 'LineAdded', data: { name: 'new', price: 1 } }] })
    await store.close()

    expect(await terminal.keys([], /^> 62 /m)).toMatch(/^main 62\/62/m)
  })

  test('without colour nothing is lost; with it, no colour is the only sign', async () => {
    const place = await shopFolder()
    const plain = openTmux(place, { columns: 120, rows: 40 }, { NO_COLOR: '1' })
    const coloured = openTmux(place, { columns: 120, rows: 40 })

    for (const terminal of [plain, coloured]) {
      await terminal.es('ui 3', /^> {2}3 /m)
      await expectWhole(terminal, { columns: 120, rows: 40 })
    }

    expect(plain.screen()).toBe(coloured.screen())
    expect(plain.screen('-e')).not.toContain('\u001b[')
    expect(coloured.screen('-e')).toContain('\u001b[')
  })
})

/** The program that a shell has started last, however many shells are between. */
function childOf(pid: string): string {
  const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').at(-1)
  return child ? childOf(child) : pid
}

/** A module that throws out of the program's timers, some time after the first frame. */
function crashing(place: string): string {
  const path = join(place, 'crash.mjs')
  writeFileSync(path, "setTimeout(() => { throw new Error('boom') }, 1500)\n")
  return path
}
