import type { Store } from '../../src/store/store.ts'

/** Who changes a store in a test where that does not matter. */
export const test_cause = { actor: undefined, command: 'es', timeMs: 0 }

/** Tags a position as `t<position>`, whatever the tag said before. */
export function tagPosition(store: Store, position: number): void {
  const hash = store.log.hashAt(position)
  const facts = { message: undefined, actor: undefined, eventMs: undefined, taggedMs: 0, models: [] }
  store.refs.setTag(
    { ...facts, name: `t${position}`, branch: 'main', position, hash },
    { force: true, cause: test_cause },
  )
}
