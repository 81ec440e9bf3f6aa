import type { Topic } from './topic.ts'

/** Each is a command line of a shell that runs with `set -e`; a test runs every one. */
export const recipes = {
  fold: 'es rebuild-projection --all --quiet',
  verify: 'es rebuild-projection --all --verify --quiet',
  unchanged: 'es diff --exit-code --quiet v1 HEAD -- orders',
  append: 'es append - --expect 7 < events.jsonl || [ $? -eq 4 ]',
  asOf: "es cat '@{2026-01-01}:orders/order-42' --json",
  code: 'es diff --code HEAD~1:projections projections --exit-code --quiet',
  stale: 'es status --exit-code --behind || es rebuild-projection --all',
  pinned: 'at=$(es rev-parse HEAD)',
} as const

export const ci: Topic = {
  name: 'ci',
  sections: [
    {
      title: 'DESCRIPTION',
      blocks: [
        'What a script can rely on: data goes to stdout and everything else to stderr; in a pipe there is no colour, no pager and no progress; `--json` is one document, `--jsonl` one a line, both begin with "v":1, and their members stay. `es help --schema COMMAND` prints the JSON schema. The exit status is in `es help errors`. Nothing ever asks a question, and stdin is read only where a - names it.',
      ],
    },
    {
      title: 'RECIPES',
      blocks: [
        'Does the code in projections/ still fold every event? 7 when it fails, with the file, the line and the event:',
        { lines: recipes.fold },
        'Is what is stored what the code makes of the events? 1 when it is not, or when the code has changed since:',
        { lines: recipes.verify },
        'Has anything of a read model changed since a tag? 1 when it has:',
        { lines: recipes.unchanged },
        'What does a change of the code do to real data? 1 when any document comes out differently:',
        { lines: recipes.code },
        'Append once, though the step is repeated or another was faster: 4 is the conflict.',
        { lines: recipes.append },
        'A document as of a time, for a program:',
        { lines: recipes.asOf },
        'Store the read models only when they are behind or stale:',
        { lines: recipes.stale },
        'Several questions about one moment, though others append meanwhile: resolve it once, and then name the position.',
        { lines: `${recipes.pinned}\nes cat orders/order-42 --at "$at"\nes ls orders --at "$at"` },
      ],
    },
  ],
  examples: [],
}
