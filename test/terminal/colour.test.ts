import { expect, test } from 'vitest'
import { decideColour } from '../../src/terminal/colour.ts'

const terminal = { stdout: true, stderr: true }
const pipe = { stdout: false, stderr: false }

test.for([
  [{}, terminal, true],
  [{}, pipe, false],
  [{ NO_COLOR: '1' }, terminal, false],
  [{ NO_COLOR: '' }, terminal, true],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, terminal, false],
  [{ FORCE_COLOR: '1' }, pipe, true],
  [{ FORCE_COLOR: '0' }, terminal, false],
  [{ CLICOLOR: '0' }, terminal, false],
  [{ CLICOLOR: '1' }, pipe, false],
  [{ CLICOLOR_FORCE: '1', CLICOLOR: '0' }, pipe, true],
  [{ CLICOLOR_FORCE: '0' }, pipe, false],
  [{ TERM: 'dumb' }, terminal, false],
  [{ CI: 'true' }, terminal, false],
  [{ CI: 'true', FORCE_COLOR: '1' }, pipe, true],
] as const)('%j on %j: %s', ([env, isTerminal, colour]) => {
  expect(decideColour({ ...env }, isTerminal)).toEqual({ stdout: colour, stderr: colour })
})

test('each stream for itself', () => {
  expect(decideColour({}, { stdout: false, stderr: true })).toEqual({ stdout: false, stderr: true })
})

test('leaves one plain word for those who look for themselves', () => {
  const env: Record<string, string | undefined> = { NO_COLOR: '1', CLICOLOR: '1', PATH: '/bin' }

  decideColour(env, terminal)

  expect(env).toEqual({ FORCE_COLOR: '0', PATH: '/bin' })
})
