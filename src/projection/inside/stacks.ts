/** What V8 tells of a frame, as far as it is needed here. */
interface Frame {
  getFileName(): string | null | undefined
  toString(): string
}

/**
 * Stacks of errors name the frames of the code alone. Those of the program around it differ from version to version and
 * hold paths of the installation, so a document that keeps a stack would differ from machine to machine. Runs inside
 * the realm.
 * @param file what the code is called in stacks
 */
export function installStacks(file: string): void {
  const { defineProperty } = Object
  const RealmError = Error
  const headerOf = (error: unknown): string => {
    try {
      return `${error}`
    } catch {
      return 'Error'
    }
  }
  const prepare = (error: unknown, frames: readonly Frame[]): string => {
    let text = headerOf(error)
    let pending = ''
    for (let at = 0; at < frames.length; at++) {
      const frame = frames[at] as Frame
      const name = frame.getFileName()
      // Those of the language itself (`Array.map`) count when code stands below them.
      if (name === file || name === null || name === undefined) pending = `${pending}\n    at ${frame}`
      if (name !== file) continue
      text += pending
      pending = ''
    }
    return text
  }
  // A function of the code would be given objects of the program, and would run where no limit of time is.
  defineProperty(RealmError, 'prepareStackTrace', { get: () => prepare, set: () => {} })
  defineProperty(globalThis, 'Error', { value: RealmError, writable: false, configurable: false })
}
