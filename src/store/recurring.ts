const most_texts = 1_000
const most_length = 200

/**
 * What was made of short texts that come again and again, such as the metas and types of an application's events; of
 * some of the latest, so that no history fills the memory.
 */
export class Recurring<T> {
  readonly #made = new Map<string, T>()

  get(text: string): T | undefined {
    return this.#made.get(text)
  }

  /** Whether a text is short enough. */
  static takes(text: string): boolean {
    return text.length <= most_length
  }

  /** Keeps a copy of the text, unless it is too long. */
  remember(text: string, made: T): void {
    if (!Recurring.takes(text)) return
    if (this.#made.size === most_texts) this.#made.clear()
    this.#made.set(ownCopy(text), made)
  }
}

/** The same well-formed text, cut out of nothing: V8 keeps the whole of a text alive for as long as a part of it. */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}
