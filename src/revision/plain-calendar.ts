/**
 * Runs a synchronous body in which `Date` counts as a calendar on the wall does, which chrono-node does not:
 * in UTC, since the machine's clock skips an hour where daylight saving begins, and the same words would then name
 * different events on different machines; and with a day that a month has not as that month's last, since a month before
 * 31 March is not 3 March.
 */
export function withPlainCalendar<T>(body: () => T): T {
  const zone = process.env.TZ
  const { setMonth, setFullYear } = Date.prototype
  process.env.TZ = 'UTC'
  // Years, quarters and months are added one after the other: 29 February less a year and a month is 29 January.
  const wantedDays = new WeakMap<Date, number>()
  Date.prototype.setMonth = withinMonth(setMonth, wantedDays)
  Date.prototype.setFullYear = withinMonth(setFullYear, wantedDays)
  try {
    return body()
  } finally {
    Date.prototype.setMonth = setMonth
    Date.prototype.setFullYear = setFullYear
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
}

type Setter = (this: Date, value: number, ...rest: number[]) => number

function withinMonth(set: Setter, wantedDays: WeakMap<Date, number>): Setter {
  return function (this: Date, value, ...rest) {
    if (rest.length > 0) return set.call(this, value, ...rest)
    const wanted = wantedDays.get(this) ?? this.getDate()
    wantedDays.set(this, wanted)
    this.setDate(1)
    set.call(this, value)
    return this.setDate(Math.min(wanted, daysInMonth(this)))
  }
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getFullYear(), date.getMonth() + 1, 0)).getUTCDate()
}
