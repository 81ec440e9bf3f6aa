import type { Desk } from './desk.ts'
import { moveToEnd } from './move-cursor.ts'

/** Looks what other processes have done. A command that was run may end when the interface is closed already. */
export function poll(desk: Desk): void {
  if (desk.isClosed) return
  const tipBefore = desk.view.tipPosition
  if (!desk.view.refresh()) return
  desk.sight.forget()
  if (desk.state.follows && desk.view.tipPosition > tipBefore) moveToEnd(desk, 'last', true)
  desk.show({})
}
