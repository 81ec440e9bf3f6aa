import type { Address, Line } from './events.ts'

/** The documents that a letter is written from, as the demo's projections build them. */
export interface InvoiceDocument {
  readonly issued: string
  readonly lines: readonly Line[]
  readonly totalCents: number
}
export interface CustomerDocument {
  readonly name: string
  readonly address: Address
}

const name_columns = 30
const money_columns = 10

/** An invoice as a person reads it. */
export function invoiceLetter(id: string, invoice: InvoiceDocument, customer: CustomerDocument): string[] {
  const { street, postcode, city } = customer.address
  const row = (text: string, cents: number) =>
    text.padEnd(name_columns) + money(cents).padStart(money_columns)
  return [
    customer.name,
    street,
    `${postcode} ${city}`,
    '',
    `${id}, ${invoice.issued}`,
    '',
    ...invoice.lines.map(({ name, quantity, priceCents }) =>
      row(`${quantity} x ${name}`, quantity * priceCents),
    ),
    row('Total', invoice.totalCents),
  ]
}

function money(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}
