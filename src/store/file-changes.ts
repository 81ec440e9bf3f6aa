import { type FSWatcher, watch } from 'node:fs'

/** Tells when a file may have changed: at once where the file system says so, after a time anyway. */
export class FileChanges {
  readonly #watcher: FSWatcher | undefined
  #hasChanged = false
  #wake: (() => void) | undefined

  constructor(path: string) {
    this.#watcher = watchOf(path, () => {
      this.#hasChanged = true
      this.#wake?.()
    })
  }

  /** The changes until now are known. */
  forget(): void {
    this.#hasChanged = false
  }

  /** Waits for a change since `forget`, at most so long, or until the signal is aborted. */
  async next(timeMs: number, signal?: AbortSignal): Promise<void> {
    if (this.#hasChanged || signal?.aborted) return
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        this.#wake = undefined
        resolve()
      }
      const timer = setTimeout(wake, timeMs)
      signal?.addEventListener('abort', wake)
      this.#wake = wake
    })
  }

  close(): void {
    this.#watcher?.close()
  }
}

/** Undefined where nothing can be watched: the number of watches is limited, and some file systems have none. */
function watchOf(path: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, { persistent: false }, onChange)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}
