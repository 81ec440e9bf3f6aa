/** A JSON schema, draft 2020-12. */
export type Schema = { readonly [keyword: string]: unknown }

export const anything: Schema = {}
export const text: Schema = { type: 'string' }
export const truth: Schema = { type: 'boolean' }
export const whole: Schema = { type: 'integer', minimum: 0 }
export const share: Schema = { type: 'number', minimum: 0 }
export const nothing: Schema = { type: 'null' }
/** 0 is ROOT. */
export const position: Schema = { ...whole }
export const time: Schema = { type: 'string', format: 'date-time' }
export const hash: Schema = { type: 'string', pattern: '^[0-9a-f]{64}$' }

export function choice(...values: readonly string[]): Schema {
  return { enum: values }
}

export function nullable(schema: Schema): Schema {
  return { anyOf: [schema, nothing] }
}

export function oneOf(...schemas: readonly Schema[]): Schema {
  return { anyOf: schemas }
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items }
}

/**
 * Members in the order in which they are printed; a name that ends in `?` may be missing. Others may be added in a later
 * version, so a reader must not mind members that it does not know.
 */
export function object(members: Readonly<Record<string, Schema>>): Schema {
  const named = Object.entries(members).map(([name, schema]) => ({
    name: name.replace(/\?$/, ''),
    schema,
    isOptional: name.endsWith('?'),
  }))
  return {
    type: 'object',
    properties: Object.fromEntries(named.map(({ name, schema }) => [name, schema])),
    required: named.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
  }
}

/** A document as it is printed: `"v":1` first. */
export function document(members: Readonly<Record<string, Schema>>): Schema {
  return object({ v: { const: 1 }, ...members })
}

export function told(description: string, schema: Schema): Schema {
  return { description, ...schema }
}
