/** The history that the benchmarks share: orders of a web shop, about 180 bytes a JSON line, 12 types. */

export interface BenchLine {
  readonly stream: string
  readonly type: string
  readonly text: string
}

const types = ['OrderPlaced', 'LineAdded', 'LineRemoved', 'AddressChanged', 'OrderPaid', 'OrderShipped']
const sku = ['anvil', 'rope', 'lantern', 'kettle', 'blanket', 'compass', 'map', 'boots']

/** The n-th line, n from 0: deterministic, streams interleaved. */
export function benchLine(n: number, streams: number): string {
  const stream = (n * 7919) % streams
  const type = types[(n * 31) % types.length]
  const product = sku[(n * 17) % sku.length]
  return (
    `{"stream":"order-${stream}","type":"${type}","data":{"orderId":${stream},"line":${n % 9},"sku":"${product}",` +
    `"quantity":${1 + (n % 5)},"price":${(n % 977) + 0.25},"note":"leave it at the door"},"meta":{"actor":"user-${n % 50}"}}`
  )
}

export function benchLines(count: number, streams = 20_000): string[] {
  return Array.from({ length: count }, (_, n) => benchLine(n, streams))
}
