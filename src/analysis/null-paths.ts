import type { ASTNode } from '@marcbachmann/cel-js'

/** A piece of text put in, or a stretch replaced, at places of the text as it was. */
interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** Macros that walk over a list: nothing is a list without items. */
const walks = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/**
 * A CEL expression as another one in which a path that leads nowhere is null, where CEL would fail: each step becomes
 * an optional one (`a.b["c"]` → `a.?b[?"c"].orValue(null)`, the optional values of cel-spec). In the place of a truth
 * null counts as false, in the place of a list as one without items, and `has(a.b)` asks whether the path leads
 * somewhere.
 * @param root the syntax tree of the text.
 */
export function withNullPaths(root: ASTNode): string {
  const edits: Edit[] = []
  visit(root, 'value', edits)
  edits.sort((a, b) => a.from - b.from || a.to - b.to)
  let text = ''
  let at = 0
  for (const edit of edits) {
    text += root.input.slice(at, edit.from) + edit.text
    at = edit.to
  }
  return text + root.input.slice(at)
}

/** What is expected where a node stands; undefined inside of a path, where its next step says it. */
type Place = 'value' | 'truth' | 'list' | 'presence' | undefined

const endings = {
  value: '.orValue(null)',
  truth: '.orValue(null).isTrue()',
  list: '.orValue([])',
  presence: '.hasValue()',
} as const

function visit(node: ASTNode, place: Place, edits: Edit[]): void {
  if (node.op === '.' || node.op === '[]') {
    edits.push(optionalStep(node))
    if (place !== undefined) edits.push({ from: node.end, to: node.end, text: endings[place] })
  }
  const asked = askedPath(node)
  if (asked !== undefined) {
    // `has(` and `)` go: the path itself is asked.
    edits.push({ from: node.start, to: asked.start, text: '' }, { from: asked.end, to: node.end, text: '' })
    visit(asked, 'presence', edits)
  } else for (const [part, partPlace] of partsOf(node)) visit(part, partPlace, edits)
}

/** The path that `has(a.b)` is about. */
function askedPath(node: ASTNode): ASTNode | undefined {
  if (node.op !== 'call' || node.args[0] !== 'has') return undefined
  const [path] = node.args[1]
  return path?.op === '.' || path?.op === '[]' ? path : undefined
}

function partsOf(node: ASTNode): [ASTNode, Place][] {
  const values = (parts: readonly ASTNode[]) => parts.map((part): [ASTNode, Place] => [part, 'value'])
  switch (node.op) {
    case '.':
      return [[node.args[0], undefined]]
    case '[]':
      return [[node.args[0], undefined], ...values([node.args[1]])]
    case 'call':
      return values(node.args[1])
    case 'rcall': {
      const [name, receiver, args] = node.args
      return [[receiver, walks.has(name) ? 'list' : 'value'], ...values(args)]
    }
    case '&&':
    case '||':
      return node.args.map((side) => [side, 'truth'])
    case '!_':
      return [[node.args, 'truth']]
    case '?:':
      return [[node.args[0], 'truth'], ...values([node.args[1], node.args[2]])]
    case '-_':
      return values([node.args])
    case 'list':
      return values(node.args)
    case 'map':
      return values(node.args.flat())
    case 'value':
    case 'id':
    case '.?':
    case '[?]':
      return []
    default:
      return values(node.args)
  }
}

/** The question mark after a step's dot, or inside its bracket. */
function optionalStep(node: Extract<ASTNode, { op: '.' | '[]' }>): Edit {
  const [sign, behind] = node.op === '.' ? ['.', node.end - node.args[1].length] : ['[', node.args[1].start]
  const at = node.input.lastIndexOf(sign, behind - 1) + 1
  return { from: at, to: at, text: '?' }
}
