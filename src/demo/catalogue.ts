import type { Address, Line } from './events.ts'
import type { Random } from './random.ts'

type Product = Omit<Line, 'quantity'>

const products: readonly Product[] = [
  { sku: 'TEA-ASSAM', name: 'Assam, 250 g', priceCents: 890 },
  { sku: 'TEA-SENCHA', name: 'Sencha, 100 g', priceCents: 1150 },
  { sku: 'TEA-OOLONG', name: 'Oolong, 100 g', priceCents: 1490 },
  { sku: 'TEA-EARLGREY', name: 'Earl Grey, 250 g', priceCents: 940 },
  { sku: 'TEA-ROOIBOS', name: 'Rooibos, 500 g', priceCents: 1020 },
  { sku: 'TEA-MINT', name: 'Moroccan mint, 200 g', priceCents: 780 },
  { sku: 'COF-BRAZIL', name: 'Brazil, 500 g', priceCents: 1390 },
  { sku: 'COF-SIDAMO', name: 'Sidamo, 250 g', priceCents: 1240 },
  { sku: 'COF-DECAF', name: 'Decaf, 250 g', priceCents: 1090 },
  { sku: 'CUP-WHITE', name: 'Cup, white', priceCents: 650 },
  { sku: 'CUP-BLUE', name: 'Cup, blue', priceCents: 690 },
  { sku: 'POT-GLASS', name: 'Glass pot, 1 l', priceCents: 3200 },
  { sku: 'POT-IRON', name: 'Iron pot, 0.8 l', priceCents: 5900 },
  { sku: 'FILTER-100', name: 'Paper filters, 100', priceCents: 320 },
  { sku: 'GRINDER', name: 'Hand grinder', priceCents: 6900 },
  { sku: 'KETTLE', name: 'Kettle, 1.5 l', priceCents: 4500 },
  { sku: 'HONEY', name: 'Forest honey, 400 g', priceCents: 720 },
  { sku: 'BISCUITS', name: 'Oat biscuits', priceCents: 380 },
]

const firstNames =
  words(`Ada Alan Amara Anders Aisha Barbara Bjarne Carmen Chen Clara Dana Dennis Edsger Elena Emil
  Fatima Felix Frances Grace Hana Hedy Ines Ivan Jamal Jun Katherine Ken Lars Leila Leslie Lin Margaret Mateo Mei Nadia
  Niklaus Olga Omar Priya Radia Rosa Samir Shafi Sofia Tariq Tomas Ursula Wei Yara Zoe`)
const lastNames =
  words(`Abara Adler Bauer Becker Bianchi Castro Chandra Costa Diaz Duarte Eriksen Fischer Fontaine Gomez
  Haddad Hansen Hoffmann Ibrahim Ito Jansen Kaplan Keller Kim Kowalski Laurent Lindgren Liu Lopez Marino Meyer Mwangi
  Nakamura Novak Okafor Olsen Park Petrov Quist Rahman Ricci Rossi Santos Schmidt Silva Sorensen Tanaka Vidal Weber Yilmaz
  Zhang`)
const streets =
  words(`Acorn_Road Bakers_Row Birch_Avenue Canal_Street Castle_Hill Cedar_Close Chapel_Lane Church_Street
  Cooper_Yard Dock_Street Elm_Grove Ferry_Road Garden_Walk Harbour_View High_Street Juniper_Way Kiln_Lane Lark_Rise
  Market_Square Mill_Lane Oak_Street Orchard_Road Park_Avenue Quay_Side River_Walk Rose_Court School_Road Station_Road
  Tanner_Street Union_Street Vine_Street Weavers_Yard Willow_Lane Windmill_Hill`)
const cities =
  words(`Ashford Brackwell Carrow Dunmere Eastleigh Fenwick Graymouth Halden Inverloch Kelby Larkfield
  Millbrook Northam Oldbury Penrose Redmarsh Stowe Thornbury Wexcombe Yarrow`)

export function someProduct(random: Random): Product {
  return random.pick(products)
}

export function someName(random: Random): string {
  return `${random.pick(firstNames)} ${random.pick(lastNames)}`
}

export function someAddress(random: Random): Address {
  const street = `${random.between(1, 120)} ${random.pick(streets)}`
  const city = random.below(cities.length)
  return { street, postcode: `${10 + city}${random.between(100, 999)}`, city: cities[city] as string }
}

/** Words in a text; an underscore is a space within one. */
function words(text: string): string[] {
  return text.split(/\s+/).map((word) => word.replace('_', ' '))
}
