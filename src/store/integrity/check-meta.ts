import { store_format } from '../init-store.ts'
import { textKey } from '../keys.ts'
import type { Findings } from './finding.ts'
import type { PageTable } from './page-table.ts'
import { verified_key } from './verified-mark.ts'

const uuid_pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const known_keys = [textKey('format'), textKey('storeId'), textKey('lmdb'), verified_key]

/** The store says of which format it is, and which store. */
export function checkMeta(meta: PageTable, findings: Findings): void {
  const text = (key: string): string | undefined => meta.get(textKey(key))?.value.toString('utf8')
  if (text('format') !== String(store_format))
    findings.damage(
      'format',
      `the store has format '${text('format')}', this es reads format ${store_format}`,
    )
  if (!uuid_pattern.test(text('storeId') ?? '')) findings.damage('format', 'the store has no id')
  if (text('lmdb') === undefined) findings.damage('format', 'the store does not say which LMDB writes it')
  for (const { key } of meta.entries())
    if (!known_keys.some((known) => known.equals(key)))
      findings.damage('format', `an unknown entry '${key.toString('utf8')}' about the store`)
}
