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
 * somewhere. A call becomes `dyn(f(x))`: the checker would take the first overload's result for that of all, and refuse
 * to compare `int(a.b)` with null.
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

/** What turns null into what is expected. */
const endings = { value: '', truth: '.isTrue()', list: '.orNone()' } as const

/** Nodes that are never null. */
const truths = new Set(['&&', '||', '!_', '==', '!=', '<', '<=', '>', '>=', 'in', 'value'])
const lists = new Set(['list', 'map', 'value'])

function visit(node: ASTNode, place: Place, edits: Edit[]): void {
  const asked = askedPath(node)
  if (asked !== undefined) {
    // `has(` and `)` go: the path itself is asked.
    edits.push({ from: node.start, to: asked.start, text: '' }, { from: asked.end, to: node.end, text: '' })
    visit(asked, 'presence', edits)
    return
  }
  const isStep = node.op === '.' || node.op === '[]'
  if (isStep) edits.push(optionalStep(node))
  const isCall = node.op === 'call' || (node.op === 'rcall' && !walks.has(node.args[0]))
  const isAsked = (place === 'truth' && !truths.has(node.op)) || (place === 'list' && !lists.has(node.op))
  const isWrapped = !isStep && (isCall || isAsked)
  if (isWrapped) edits.push({ from: node.start, to: node.start, text: isCall ? 'dyn(' : '(' })
  for (const [part, partPlace] of partsOf(node)) visit(part, partPlace, edits)
  // After those of its parts, which may end where it does.
  const text = isStep
    ? endOfPath(place)
    : isWrapped
      ? `)${isAsked ? endings[place as 'truth' | 'list'] : ''}`
      : ''
  if (text !== '') edits.push({ from: node.end, to: node.end, text })
}

function endOfPath(place: Place): string {
  if (place === undefined) return ''
  return place === 'presence' ? '.hasValue()' : `.orValue(null)${endings[place]}`
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
      if (!walks.has(name)) return [[receiver, 'value'], ...values(args)]
      // After the variable: what is asked about each item; the last of `map` is what becomes of it.
      const asks = name === 'map' ? args.slice(1, -1) : args.slice(1)
      return [
        [receiver, 'list'],
        ...args.map((part): [ASTNode, Place] => [part, asks.includes(part) ? 'truth' : 'value']),
      ]
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
