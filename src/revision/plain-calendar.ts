/**
 * Runs a synchronous body in which `Date` counts as a calendar on the wall does, which chrono-node asks of the machine:
 * in UTC, since the machine's clock skips an hour where daylight saving begins, and the same words would then name
 * different events on different machines; and with a day that a month has not as that month's last, since a month before
 * 31 March is not 3 March. The process's time zone stays as it is.
 */
export function withPlainCalendar<T>(body: () => T): T {
  const { Date: machineDate } = globalThis
  globalThis.Date = PlainDate as unknown as DateConstructor
  try {
    return body()
  } finally {
    globalThis.Date = machineDate
  }
}

/** A `Date` whose local time is UTC. */
class PlainDate extends Date {
  /** Years, quarters and months are added one after the other: 29 February less a year and a month is 29 January. */
  #wantedDay: number | undefined

  constructor(...parts: [] | [number | string | Date] | Parameters<DateConstructor['UTC']>) {
    if (parts.length === 0) super()
    else if (parts.length === 1) super(parts[0])
    else super(Date.UTC(...(parts as Parameters<DateConstructor['UTC']>)))
  }

  override setMonth(month: number, day?: number): number {
    if (day !== undefined) return this.setUTCMonth(month, day)
    return this.#withinMonth(() => this.setUTCMonth(month))
  }

  override setFullYear(year: number, month?: number, day?: number): number {
    if (month !== undefined) return this.setUTCFullYear(year, month, day ?? this.getUTCDate())
    return this.#withinMonth(() => this.setUTCFullYear(year))
  }

  #withinMonth(set: () => number): number {
    this.#wantedDay ??= this.getUTCDate()
    this.setUTCDate(1)
    set()
    const lastDay = new Date(Date.UTC(this.getUTCFullYear(), this.getUTCMonth() + 1, 0)).getUTCDate()
    return this.setUTCDate(Math.min(this.#wantedDay, lastDay))
  }
}

const local = /^[gs]et(?=Date|Day|FullYear|Hours|Minutes|Seconds|Milliseconds)|^get(?=Month)/

for (const name of Object.getOwnPropertyNames(Date.prototype)) {
  if (!local.test(name) || Object.hasOwn(PlainDate.prototype, name)) continue
  const inUtc = Object.getOwnPropertyDescriptor(Date.prototype, name.replace(/^[gs]et/, '$&UTC'))
  if (inUtc !== undefined) Object.defineProperty(PlainDate.prototype, name, inUtc)
}
PlainDate.prototype.getTimezoneOffset = () => 0
