// Goal: a command answers a damaged file rightly or with 6, never otherwise: no other answer, no signal, no endless
// loop, no "bug in es", nobody else's fault. Method: damage the file of a store with entries in every table, run the
// built program, compare with its answers to the whole file. `npm run test:flips` runs every command on every image;
// here each image gets a few. FLIPS, FLIPS_MINUTES and SEED replay others; FLIPS_LOG names a file for what is not right.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPrograms } from '../crash/children.ts'
import { Campaign, type Tally } from './campaign.ts'
import { type Form, forms, unknownCommands } from './command-forms.ts'

const isLong = process.env.FLIPS !== undefined
const images = Number(process.env.FLIPS ?? 40)
const seed = Number(process.env.SEED ?? 20_261_128)
const minutes = Number(process.env.FLIPS_MINUTES ?? 60)

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'es-flips-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every command of the program is run on damaged files, or left out by name', () => {
  expect(unknownCommands()).toEqual([])
})

/** The second has an index of full segments, and takes several times as long. */
const stores = [
  { events: 2_400, part: 0.85 },
  { events: 17_000, part: 0.15 },
]

test.each(isLong ? stores : stores.slice(0, 1))(
  'damaged files of a store of $events events: right, or 6',
  { timeout: minutes * 120_000 },
  async ({ events, part }) => {
    const program = buildPrograms(mkdtempSync(join(folder, 'program-')), {
      'many-commands': new URL('./many-commands.ts', import.meta.url),
    })['many-commands']
    const place = mkdtempSync(join(folder, 'store-'))
    const workers = Math.min(2, availableParallelism())
    const campaign = await Campaign.of({ folder: place, program, count: events, seed, onNews }, workers)
    const { tally } = campaign
    try {
      const endMs = Date.now() + minutes * 60_000 * part
      await campaign.run(isLong ? Math.ceil(images * part) : images, chosenFor, () => Date.now() > endMs)
    } finally {
      await campaign.end()
      if (isLong) process.stdout.write(textOf(tally))
    }

    expect(tally.wrong).toEqual([])
    const counted = [...tally.verdicts.values()].flatMap((verdicts) => [...verdicts.keys()])
    expect(counted).toContain('right')
    expect(counted).toContain('damaged')
  },
)

/** All that read, and a fifth of those that write, since what they change must be put back; of all a part in the short form. */
function chosenFor(number: number): Form[] {
  return forms.filter(({ writes }, index) => (index + number) % (isLong ? (writes ? 5 : 1) : 17) === 0)
}

function onNews(text: string): void {
  if (process.env.FLIPS_LOG) appendFileSync(process.env.FLIPS_LOG, `${text}\n`)
}

function textOf({ images: looked, verdicts }: Tally): string {
  const lines = [...verdicts].map(
    ([kind, counts]) => `  ${kind}: ${[...counts].map(([name, count]) => `${count} ${name}`).join(', ')}`,
  )
  return `${looked} images\n${lines.join('\n')}\n`
}
