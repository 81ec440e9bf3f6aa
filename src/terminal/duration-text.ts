const units = [
  { name: 'd', sizeMs: 86_400_000 },
  { name: 'h', sizeMs: 3_600_000 },
  { name: 'm', sizeMs: 60_000 },
  { name: 's', sizeMs: 1000 },
] as const

/** A stretch of time in its two largest units, the rest cut: `3d 4h`, `2h 5m`, `41s`, `350ms`. */
export function durationText(durationMs: number): string {
  const whole = Math.floor(durationMs)
  const largest = units.findIndex(({ sizeMs }) => whole >= sizeMs)
  const unit = units[largest]
  if (unit === undefined) return `${whole}ms`
  const count = Math.floor(whole / unit.sizeMs)
  const next = units[largest + 1]
  const rest = next === undefined ? 0 : Math.floor((whole % unit.sizeMs) / next.sizeMs)
  return rest === 0 ? `${count}${unit.name}` : `${count}${unit.name} ${rest}${next?.name}`
}

/** The same to the millisecond, in every unit that is not 0, as it can be typed: `1h30m`, `1s500ms`. */
export function exactDuration(durationMs: number): string {
  let rest = durationMs
  let text = ''
  for (const { name, sizeMs } of [...units, { name: 'ms', sizeMs: 1 }]) {
    const count = Math.floor(rest / sizeMs)
    if (count > 0) text += `${count}${name}`
    rest -= count * sizeMs
  }
  return text || '0s'
}
