import type { Store } from '../store/store.ts'
import type { ChangesView } from './changes-view.ts'

/** Loads what shows changes only when it is asked for: it brings the compiler of projections. */
export async function openChanges(store: Store): Promise<ChangesView> {
  const { ChangesView } = await import('./changes-view.ts')
  return new ChangesView(store)
}
