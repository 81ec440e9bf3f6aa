const units = ['KiB', 'MiB', 'GiB', 'TiB']

/** `12.3 MiB`: of 1,024 bytes a unit, three digits. */
export function sizeText(sizeBytes: number): string {
  if (sizeBytes < 1024) return `${sizeBytes} bytes`
  const power = Math.min(units.length, Math.floor(Math.log2(sizeBytes) / 10))
  return `${Number((sizeBytes / 1024 ** power).toPrecision(3))} ${units[power - 1]}`
}
