import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take longest, the longest first. */
const slowest = [
  'crash/power-cut',
  'terminal/output-matrix',
  'transcripts/replay',
  'terminal/every-stream',
  'package/installed',
  'crash/failing-writes',
  'browser/tmux',
  'readme/readme',
  'damage/damaged-files',
  'store/damage',
  'store/kill',
  'demo/tour',
  'revision/git-mirror',
  'terminal/completion',
  'terminal/ci-recipes',
  'projection/killed-rebuild',
  'projection/pruned-beside',
  'terminal/log-memory',
]

/** Begins with the slow files, so that none of them is left to one worker while the others have nothing to do. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = slowest.findIndex((name) => moduleId.includes(`/test/${name}.test.`))
      return at === -1 ? slowest.length : at
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}
