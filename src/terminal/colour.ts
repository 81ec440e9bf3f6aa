/** Whether each of the two streams gets colour. */
export interface ColourDecision {
  readonly stdout: boolean
  readonly stderr: boolean
}

type Environment = Record<string, string | undefined>

/**
 * Decides colour once for chalk, oclif and ink alike. Must run before any of them is imported: each reads the
 * environment for itself, when it is loaded, and none by the same rules. So this leaves them one plain word there.
 */
export function decideColour(
  env: Environment,
  isTerminal: { stdout: boolean; stderr: boolean },
): ColourDecision {
  const wish = wishedColour(env)
  const decision = { stdout: wish ?? isTerminal.stdout, stderr: wish ?? isTerminal.stderr }
  for (const name of ['NO_COLOR', 'CLICOLOR', 'CLICOLOR_FORCE']) delete env[name]
  env.FORCE_COLOR = decision.stdout ? '1' : '0'
  return decision
}

/** True or false when the environment asks for it; undefined: colour on a terminal, none elsewhere. */
function wishedColour(env: Environment): boolean | undefined {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  if (env.CLICOLOR_FORCE && env.CLICOLOR_FORCE !== '0') return true
  if (env.CLICOLOR === '0' || env.TERM === 'dumb' || env.CI) return false
  return undefined
}
