import { defineProjection } from 'eventvcs'
import type { Line, On } from '../events.ts'

interface Invoice {
  customer: string
  issued: string
  lines: Line[]
  totalCents: number
  /** The day the money came; null while it has not. */
  paid: string | null
}

const day = (time: string) => time.slice(0, 10)

/** Every invoice, and whether it is paid. */
export default defineProjection<Invoice>({
  streams: ['invoice-*', 'order-*'],
  key: ({ data }) => data.invoiceId,
  init: () => ({ customer: '', issued: '', lines: [], totalCents: 0, paid: null }),
  on: {
    InvoiceIssued: (invoice, { time, data: { customerId, lines, totalCents } }: On<'InvoiceIssued'>) => ({
      ...invoice,
      customer: customerId,
      issued: day(time),
      lines,
      totalCents,
    }),
    OrderPaid: (invoice, { time }: On<'OrderPaid'>) => {
      invoice.paid = day(time)
    },
  },
})
