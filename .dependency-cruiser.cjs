// The layers of the code: imports point one way, and each third-party edge has one owner.

/** What a layer may import besides itself and the floor: src/errors.ts and src/nearest.ts. */
const may_import = {
  store: [],
  oplog: ['store'],
  revision: ['store'],
  projection: ['revision', 'store'],
  transfer: ['projection', 'revision', 'store'],
  worktree: ['projection', 'revision', 'store'],
  diff: ['worktree', 'projection', 'revision', 'store'],
  analysis: ['worktree', 'projection', 'revision', 'store'],
  browse: ['diff', 'worktree', 'projection', 'revision', 'store'],
  demo: ['transfer', 'projection', 'revision', 'store'],
  library: ['projection', 'revision', 'store'],
  terminal: [
    'browse',
    'analysis',
    'oplog',
    'worktree',
    'diff',
    'transfer',
    'projection',
    'revision',
    'store',
  ],
}

const layer_rules = Object.entries(may_import).map(([layer, below]) => ({
  name: `${layer}-looks-down`,
  comment: `src/${layer} may import only ${['errors.ts', 'nearest.ts', ...below].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: {
    path: '^(src|commands)/',
    pathNot: [
      `^src/(${[layer, ...below].join('|')})/`,
      '^src/(errors|nearest)\\.ts$',
      // What `es demo` lays out imports eventvcs, as a user's projection does.
      ...(layer === 'demo' ? ['^src/index\\.ts$'] : []),
    ],
  },
}))

module.exports = {
  forbidden: [
    ...layer_rules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'the-floor',
      severity: 'error',
      from: { path: '^src/(errors|nearest)\\.ts$' },
      to: { path: '^(src|commands)/' },
    },
    {
      name: 'nothing-imports-commands',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^commands/' },
    },
    {
      name: 'library-without-terminal',
      comment: 'the public library never talks to the terminal',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { path: '^src/terminal/', reachable: true },
    },
    {
      name: 'only-store-imports-lmdb',
      severity: 'error',
      from: { path: '^(src|commands)/', pathNot: '^src/store/' },
      to: { path: 'node_modules/lmdb' },
    },
    {
      name: 'only-terminal-draws',
      severity: 'error',
      from: { path: '^(src|commands)/', pathNot: '^src/terminal/' },
      to: { path: 'node_modules/(chalk|ink|react)/' },
    },
    {
      name: 'ink-only-in-ui',
      comment: 'ink costs 300 ms: its files are imported late, by the commands that draw',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/terminal/ui/' },
      to: { path: 'node_modules/(ink|react)/' },
    },
    {
      name: 'no-unresolvable',
      comment: 'eventvcs is this package itself, as the demo imports it',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^eventvcs$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
