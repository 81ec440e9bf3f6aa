import type { Form } from './command-forms.ts'
import type { Outcome } from './place.ts'

/** What a command did with a whole file, and before it what the work tree held. */
export interface Expected {
  readonly right: Outcome
  readonly filesBefore: Outcome['files']
}

/** `right`, `damaged`, or a sentence about what is wrong with it. */
export function verdictOn(outcome: Outcome, { words }: Form, { right, filesBefore }: Expected): string {
  if (outcome.status === right.status && outcome.stdout === right.stdout)
    return sameFiles(outcome.files, right.files) ? 'right' : 'other files'
  if (outcome.status !== 6)
    return outcome.status === right.status
      ? `another answer: ${firstDifference(outcome.stdout, right.stdout)}`
      : `ends with ${outcome.status}: ${outcome.stderr.trimEnd()}`
  if (!/^error: .*damaged/m.test(outcome.stderr)) return `6 without the word: ${outcome.stderr.trimEnd()}`
  for (const [path, hash] of outcome.files)
    if (hash !== right.files.get(path) && hash !== filesBefore.get(path)) return `6, but ${path} is wrong`
  // Its answer is the findings.
  if (words[0] === 'fsck') return 'damaged'
  const said = outcome.stdout.replace(/\{"v":1,"error".*\n$/, '')
  return right.stdout.startsWith(said)
    ? 'damaged'
    : `printed something wrong before 6: ${firstDifference(said, right.stdout)}`
}

function sameFiles(one: Outcome['files'], other: Outcome['files']): boolean {
  return one.size === other.size && [...one].every(([path, hash]) => other.get(path) === hash)
}

function firstDifference(said: string, right: string): string {
  const rights = right.split('\n')
  const at = said.split('\n').findIndex((line, index) => line !== rights[index])
  return JSON.stringify([said.split('\n')[at]?.slice(0, 200), rights[at]?.slice(0, 200)])
}
