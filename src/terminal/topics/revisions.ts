import type { Topic } from './topic.ts'

export const revisions: Topic = {
  name: 'revisions',
  sections: [
    {
      title: 'DESCRIPTION',
      blocks: [
        'A revision names one position of the log: a base, and then steps from left to right. Every command that reads takes one, as an argument or with `--at`. `es rev-parse` prints the position that a revision names.',
      ],
    },
    {
      title: 'WHERE IT BEGINS',
      blocks: [
        [
          { term: 'HEAD, @', meaning: 'where commands read: the tip, unless something is checked out' },
          { term: 'ROOT, 0', meaning: 'before the first event' },
          { term: '48211', meaning: 'that position' },
          { term: 'v1, tag:v1', meaning: 'a tag' },
          {
            term: 'main, branch:main',
            meaning:
              'the tip of a branch. A tag of the same name wins: a warning on a terminal, an error elsewhere',
          },
          {
            term: 'order-42@7, stream:order-42@7',
            meaning:
              'the 7th event of that stream. A name with white space, a control character, `..` or one of : ~ ^ + / { } % is written stream: and percent-encoded: stream:my%20order@1',
          },
          { term: 'id:0190a8c2', meaning: 'the event whose id begins so; 8 characters or more' },
          {
            term: '2026-01-31, 2026-01-31T10:00, 2026-01-31T10:00:00.000+01:00',
            meaning:
              'the last event recorded at or before then. UTC unless an offset is given; a bare day means its end',
          },
          {
            term: '@{2 hours ago}, main@{yesterday}, @{2026-01-31}',
            meaning:
              'the same in words, never in the future; words that name only a day mean its end. A time after the tip is the tip, with a warning',
          },
          { term: '@{-1}', meaning: 'what was checked out before' },
          { term: 'v1@{1}', meaning: 'what the tag pointed to one change ago' },
          {
            term: ':/text',
            meaning: 'the youngest event whose type, stream, message or data holds the text',
          },
        ],
      ],
    },
    {
      title: 'STEPS',
      blocks: [
        [
          { term: 'R~3', meaning: '3 events back' },
          { term: 'R^', meaning: '1 event back' },
          { term: 'R+3', meaning: '3 events forward' },
        ],
        'A step out of the log is an error, which says how far one can go.',
      ],
    },
    {
      title: 'RANGES',
      blocks: [
        [
          { term: 'A..B', meaning: 'the events after A, up to and including B' },
          { term: 'A.., ..B', meaning: 'a missing end is HEAD' },
          { term: 'R', meaning: 'for `es log` and its kind: everything up to R' },
        ],
      ],
    },
    {
      title: 'DOCUMENTS',
      blocks: [
        [
          { term: 'R:orders/order-42', meaning: 'a document of the read model orders, as of R' },
          { term: 'R:orders/order-42/total', meaning: 'a value in it' },
          { term: 'orders/order-42', meaning: 'the same as of HEAD, or of `--at`' },
        ],
        'The document begins after the last colon that the name of a projection follows. Of several keys that fit the longest counts, and the rest is the path; `--path` says which.',
      ],
    },
    {
      title: 'POINTS IN TIME',
      blocks: [
        'A time is looked up once and printed as a position, which means the same for ever; a script should keep the position. `--since` takes a bare day from its beginning, `--until` to its end; both include what was recorded then.',
      ],
    },
    {
      title: 'NAMES OF TAGS',
      blocks: [
        'Names of tags and branches follow the rules of git. Besides, they have no @, are not all digits, do not begin with a dash, do not end in + or ~ and digits, do not read as a time, and are not HEAD, ROOT, as-of, tag, branch, stream or id.',
      ],
    },
  ],
  examples: [
    'es rev-parse v1.0.0',
    'es rev-parse cart-7@3',
    'es rev-parse HEAD~2+1',
    "es rev-parse '@{2 days ago}'",
    "es rev-parse ':/rush'",
    'es log v1.0.0..HEAD --oneline',
  ],
}
