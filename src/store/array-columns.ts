import type { EventColumns, RecordedEvent } from './event.ts'

/** Events in memory as columns. Names get their numbers when they are first met, and keep them. */
export class ArrayColumns {
  readonly #streams = new Numbers()
  readonly #types = new Numbers()

  of(events: readonly RecordedEvent[]): EventColumns {
    return {
      firstPosition: events[0]?.position ?? 0,
      count: events.length,
      timeMs: Float64Array.from(events, ({ timeMs }) => timeMs),
      streamIds: Uint32Array.from(events, ({ stream }) => this.#streams.of(stream)),
      typeIds: Uint32Array.from(events, ({ type }) => this.#types.of(type)),
      versions: Uint32Array.from(events, ({ version }) => version),
      isExact: false,
      streamName: (id) => this.#streams.names[id] as string,
      typeName: (id) => this.#types.names[id] as string,
      sizeBytes: (index) => Buffer.byteLength(`${events[index]?.json}${events[index]?.metaJson}`),
      metaJson: (index) => events[index]?.metaJson as string,
      dataJson: (from, to) =>
        events
          .slice(from, to)
          .map(({ json }) => json)
          .join(),
      event: (index) => events[index] as RecordedEvent,
    }
  }
}

class Numbers {
  readonly names: string[] = []
  readonly #ids = new Map<string, number>()

  of(name: string): number {
    let id = this.#ids.get(name)
    if (id === undefined) {
      id = this.names.push(name) - 1
      this.#ids.set(name, id)
    }
    return id
  }
}
