/** The API's own document, as its reference page reads it. */
export interface Schema {
  $ref?: string
  type?: string
  format?: string
  title?: string
  description?: string
  default?: unknown
  enum?: unknown[]
  const?: unknown
  items?: Schema
  anyOf?: Schema[]
  required?: string[]
  properties?: Record<string, Schema>
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema: Schema
}

export interface OpenApi {
  paths: Record<string, Record<string, RawOperation>>
  components: { schemas: Record<string, Schema> }
}

interface RawOperation {
  tags?: string[]
  summary?: string
  description?: string
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
  'x-permission': string
}

export interface Operation {
  id: string
  method: string
  path: string
  tag: string
  text: string
  permission: string
  parameters: Parameter[]
  bodyType: string | null
  body: Schema | null
  answer: Schema | null
}

export interface Field {
  name: string
  type: string
  isRequired: boolean
  text: string
}

const DEEPEST = 6

export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([method, raw]) => {
      const [bodyType, body] = Object.entries(raw.requestBody?.content ?? {})[0] ?? [null, null]
      const good = Object.entries(raw.responses).find(([status]) => status.startsWith('2'))?.[1]
      return {
        id: raw.operationId, method: method.toUpperCase(), path, tag: raw.tags?.[0] ?? '', text: raw.description ?? raw.summary ?? '', permission: raw['x-permission'],
        parameters: raw.parameters ?? [], bodyType, body: body?.schema ?? null, answer: good?.content?.['application/json']?.schema ?? null,
      }
    }),
  )
}

/** A schema without the reference or the null around it. */
export function plain(document: OpenApi, schema: Schema): Schema {
  if (schema.$ref !== undefined) return plain(document, document.components.schemas[schema.$ref.split('/').pop() ?? ''] ?? {})
  const inner = schema.anyOf?.find((one) => one.type !== 'null')
  return inner === undefined ? schema : { ...plain(document, inner), default: schema.default }
}

/** A value of that shape to begin with: what is required, with what it defaults to. */
export function sample(document: OpenApi, schema: Schema, depth = 0): unknown {
  const known = plain(document, schema)
  if (known.const !== undefined) return known.const
  if (known.enum !== undefined) return known.enum[0]
  if (known.default !== undefined && known.default !== null) return known.default
  if (known.type === 'object' && depth < DEEPEST)
    return Object.fromEntries((known.required ?? []).map((name) => [name, sample(document, known.properties?.[name] ?? {}, depth + 1)]))
  if (known.type === 'array') return known.items === undefined || depth >= DEEPEST ? [] : [sample(document, known.items, depth + 1)]
  return { integer: 1, number: 1, boolean: true, string: known.format === 'date' ? '2026-01-01' : known.format === 'date-time' ? '2026-01-01T00:00:00Z' : '' }[known.type ?? ''] ?? null
}

function typeOf(document: OpenApi, schema: Schema): string {
  const known = plain(document, schema)
  if (known.enum !== undefined) return known.enum.join(' | ')
  if (known.type === 'array') return `${typeOf(document, known.items ?? {})}[]`
  return known.format ?? known.type ?? 'any'
}

/** The fields of an object, or of the rows of a page of them. */
export function fieldsOf(document: OpenApi, schema: Schema | null): Field[] {
  if (schema === null) return []
  const known = plain(document, schema)
  const row = known.properties?.items?.items ?? (known.type === 'array' ? known.items : undefined)
  if (row !== undefined) return fieldsOf(document, row)
  return Object.entries(known.properties ?? {}).map(([name, field]) => ({
    name, type: typeOf(document, field), isRequired: known.required?.includes(name) ?? false, text: field.description ?? plain(document, field).description ?? '',
  }))
}
