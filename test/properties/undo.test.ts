import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Step, stepBack, stepForward } from '../../src/oplog/step.ts'
import { setTagBack, stepCause } from '../../src/oplog/take-step.ts'
import type { Cause, Operation, Tag } from '../../src/store/refs.ts'
import type { Store } from '../../src/store/store.ts'
import { temporaryStore } from '../support/stores.ts'

// Goal: undo and redo are Ctrl-Z, whatever happened before. Method: play random changes, undos and redos into a store
// and into a list of whole states with a finger on one of them; after each step both show the same tags and HEAD.
const names = fc.constantFrom('v1', 'v2')
const moves = fc.oneof(
  fc.record({ do: fc.constant('tag' as const), name: names, position: fc.nat(5) }),
  fc.record({ do: fc.constant('delete' as const), name: names }),
  fc.record({ do: fc.constant('head' as const), position: fc.nat(3) }),
  fc.record({ do: fc.constant('rebuild' as const) }),
  fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const) }),
  fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const) }),
)
const cause: Cause = { actor: undefined, command: 'es', timeMs: 7 }

type State = Readonly<Record<string, number | undefined>>

function stateOf({ refs }: Store): State {
  const tags = Object.fromEntries(refs.tags().map(({ name, position }) => [name, position]))
  return { ...tags, HEAD: refs.head.position }
}

function tagAt(name: string, position: number): Tag {
  const rest = { branch: 'main', hash: '', taggedMs: 7, eventMs: undefined, message: undefined }
  return { name, position, ...rest, actor: undefined, models: [] }
}

function take(store: Store, next: (operations: readonly Operation[]) => Step): boolean {
  let step: Step
  try {
    step = next([...store.refs.operations()])
  } catch {
    return false
  }
  if (step.kind === 'tag') setTagBack(store.refs, step, stepCause(step, cause))
  else store.refs.setHead(step.to, stepCause(step, cause))
  return true
}

test('undo and redo walk through the states that there were', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 25 }), (played) => {
      const store = temporaryStore()
      let states: State[] = [stateOf(store)]
      let at = 0
      for (const move of played) {
        if (move.do === 'undo') {
          expect(take(store, stepBack)).toBe(at > 0)
          at = Math.max(0, at - 1)
        } else if (move.do === 'redo') {
          expect(take(store, stepForward)).toBe(at < states.length - 1)
          at = Math.min(states.length - 1, at + 1)
        } else {
          const before = [...store.refs.operations()].filter(({ kind }) => kind !== 'rebuild').length
          if (move.do === 'tag') store.refs.setTag(tagAt(move.name, move.position), { force: true, cause })
          else if (move.do === 'delete') store.refs.deleteTag(move.name, cause)
          else if (move.do === 'head') store.refs.setHead({ branch: 'main', position: move.position }, cause)
          else store.refs.recordModelChange({ ...cause, kind: 'rebuild', ref: 'orders', after: null })
          const after = [...store.refs.operations()].filter(({ kind }) => kind !== 'rebuild').length
          if (after > before) {
            states = [...states.slice(0, at + 1), stateOf(store)]
            at++
          }
        }
        expect(stateOf(store)).toEqual(states[at])
      }
    }),
    { numRuns: 60 },
  )
})
