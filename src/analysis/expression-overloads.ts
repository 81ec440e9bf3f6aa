import type * as Cel from '@marcbachmann/cel-js'

const time = 'google.protobuf.Timestamp'
const span = 'google.protobuf.Duration'
const numbers = ['int', 'uint', 'double'] as const
const comparable = [...numbers, 'string', 'bool', 'bytes', time, span]

/** What CEL's standard library lacks for null: nothing is in it, its size is 0, and what is made of it is null. */
export function registerNull(environment: Cel.Environment): void {
  registerNullOperators(environment)
  registerNullConversions(environment)
  registerNullTexts(environment)
  registerNullTimes(environment)
  registerNullLists(environment)
  // Of what is expected where it stands; see `withNullPaths`.
  environment.registerFunction('null.isTrue(): bool', () => false)
  environment.registerFunction('bool.isTrue(): bool', (value: boolean) => value)
  environment.registerFunction('null.orNone(): list<dyn>', () => [])
  environment.registerFunction('list.orNone(): list<dyn>', (value: unknown) => value)
  environment.registerFunction('map.orNone(): map<dyn, dyn>', (value: unknown) => value)
}

function registerNullOperators(environment: Cel.Environment): void {
  for (const operator of ['<', '<=', '>', '>=']) {
    environment.registerOperator(`null ${operator} null`, () => false)
    for (const type of comparable) {
      environment.registerOperator(`null ${operator} ${type}`, () => false)
      environment.registerOperator(`${type} ${operator} null`, () => false)
    }
  }
  const reckoned = {
    '+': [...comparable, 'list'],
    '-': [...numbers, time, span],
    '*': numbers,
    '/': numbers,
    '%': numbers,
  }
  for (const [operator, types] of Object.entries(reckoned)) {
    environment.registerOperator(`null ${operator} null: null`, () => null)
    for (const type of types.filter((one) => one !== 'bool')) {
      environment.registerOperator(`null ${operator} ${type}: null`, () => null)
      environment.registerOperator(`${type} ${operator} null: null`, () => null)
    }
  }
  environment.registerOperator('-null: null', () => null)
  environment.registerOperator('!null: bool', () => true)
  environment.registerOperator('dyn in null: bool', () => false)
}

function registerNullConversions(environment: Cel.Environment): void {
  for (const name of ['int', 'uint', 'double', 'string', 'bool', 'bytes', 'timestamp', 'duration'])
    environment.registerFunction(`${name}(null): null`, () => null)
  environment.registerFunction('size(null): int', () => 0n)
  environment.registerFunction('null.size(): int', () => 0n)
}

function registerNullTexts(environment: Cel.Environment): void {
  for (const name of ['startsWith', 'endsWith', 'contains', 'matches'])
    for (const [receiver, argument] of pairsWithNull('string'))
      environment.registerFunction(`${receiver}.${name}(${argument}): bool`, () => false)
  for (const [text, pattern] of pairsWithNull('string'))
    environment.registerFunction(`matches(${text}, ${pattern}): bool`, () => false)
  for (const name of ['lowerAscii', 'upperAscii', 'trim'])
    environment.registerFunction(`null.${name}(): null`, () => null)
  for (const range of ['int', 'int, int'])
    environment.registerFunction(`null.substring(${range}): null`, () => null)
  for (const name of ['indexOf', 'lastIndexOf'])
    for (const rest of ['', ', int'])
      environment.registerFunction(`null.${name}(string${rest}): int`, () => -1n)
}

function pairsWithNull(type: string): [string, string][] {
  return [
    ['null', 'null'],
    ['null', type],
    [type, 'null'],
  ]
}

function registerNullTimes(environment: Cel.Environment): void {
  const parts = ['FullYear', 'Month', 'Date', 'DayOfMonth', 'DayOfWeek', 'DayOfYear']
  for (const part of [...parts, 'Hours', 'Minutes', 'Seconds', 'Milliseconds'])
    for (const zone of ['', 'string'])
      environment.registerFunction(`null.get${part}(${zone}): null`, () => null)
}

function registerNullLists(environment: Cel.Environment): void {
  for (const limit of ['', ', int'])
    environment.registerFunction(`null.split(string${limit}): list<string>`, () => [])
  for (const separator of ['', 'string'])
    environment.registerFunction(`null.join(${separator}): null`, () => null)
}

const reckoning = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
}

/** Numbers in JSON are decimal to CEL, and those typed without a point are whole. */
export function registerMixedNumbers(cel: typeof Cel, environment: Cel.Environment): void {
  for (const [operator, reckon] of Object.entries(reckoning)) {
    environment.registerOperator(`double ${operator} int: double`, (a: number, b: bigint) =>
      reckon(a, Number(b)),
    )
    environment.registerOperator(`int ${operator} double: double`, (a: bigint, b: number) =>
      reckon(Number(a), b),
    )
  }
  for (const types of ['double % double', 'double % int', 'int % double'])
    environment.registerOperator(`${types}: double`, (a: number | bigint, b: number | bigint) =>
      remainder(cel, Number(a), Number(b)),
    )
  // A time in a document may be seconds since 1970.
  environment.registerFunction(`timestamp(double): ${time}`, (seconds: number) => new Date(seconds * 1000))
}

function remainder(cel: typeof Cel, a: number, b: number): number {
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b))
    throw new cel.EvaluationError(`${a} % ${b}: only whole numbers have a remainder`)
  if (b === 0) throw new cel.EvaluationError('modulo by zero')
  return a % b
}

/** Functions that cel-spec has and the library has not. */
export function registerMissing(environment: Cel.Environment): void {
  environment.registerFunction('matches(string, string): bool', (text: string, pattern: string) =>
    new RegExp(pattern).test(text),
  )
  environment.registerFunction(`timestamp(${time}): ${time}`, (value: Date) => value)
  environment.registerFunction(`duration(${span}): ${span}`, (value: unknown) => value)
  environment.registerFunction(`int(${time}): int`, (value: Date) =>
    BigInt(Math.floor(value.getTime() / 1000)),
  )
  environment.registerFunction(`string(${time}): string`, (value: Date) => value.toISOString())
  environment.registerFunction(`string(${span}): string`, (value: unknown) => String(value))
}
