// Goal: nothing that was acknowledged is lost, and nobody writes into a file that is no longer the store's, however long
// processes are stopped while its file is compacted or replaced by a backup. Method: see `stall-campaign.ts`. ES_STALLS: the
// number of compactions and restores; SEED: when they happen.

import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPrograms, removeFolder, scratchFolder } from '../crash/children.ts'
import { Random } from '../crash/random.ts'
import { StallCampaign } from '../crash/stall-campaign.ts'
import { check } from '../support/checking.ts'

const rounds = Number(process.env.ES_STALLS ?? 16)
const seed = Number(process.env.SEED ?? 20_261_128)

describe.runIf(process.platform === 'linux')('processes that are stopped at random', () => {
  const folder = scratchFolder()
  let programs: { campaign: string; compacting: string }

  beforeAll(() => {
    programs = buildPrograms(folder, {
      campaign: new URL('../crash/campaign-child.ts', import.meta.url),
      compacting: new URL('../crash/compacting-child.ts', import.meta.url),
    })
  })
  afterAll(() => removeFolder(folder))

  test('lose nothing that they acknowledged', { timeout: 60_000 + rounds * 10_000 }, async () => {
    const figures = await new StallCampaign(join(folder, 'home'), programs, new Random(seed)).run(rounds)

    process.stderr.write(`${JSON.stringify({ ...figures, lost: figures.lost.length })}\n`)
    expect(figures.faults).toEqual([])
    expect(figures.lost).toEqual([])
    expect(figures.late).toBe(0)
    expect(figures.compactions + figures.restores).toBe(rounds)
    expect(figures.said.acknowledged).toBeGreaterThan(rounds)
    expect(check(join(folder, 'home', '.es')).findings).toEqual([])
  })
})
