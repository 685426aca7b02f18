import type { components } from '@manyhold/api'

type Field = components['schemas']['FieldOut']
type Target = string
export type Mapping = (string | null)[]
type Table = { target: Target | null; columns: { letters: string; label: string; field: string | null }[] }

export const fieldsOf = (table: Table): Mapping => table.columns.map((column) => column.field)
const headingsOf = (table: Table): string => JSON.stringify(table.columns.map(({ letters, label }) => [letters, label]))

/**
 * What is chosen once there is a newer version of the sheet, perhaps somebody else's: the choices made here stay as long as
 * it is the same table, and are saved against the newer version.
 */
export function carried(mapping: Mapping, before: Table | undefined, now: Table): Mapping {
  const isSame = before !== undefined && before.target === now.target && headingsOf(before) === headingsOf(now)
  return isSame && changed(mapping, fieldsOf(before)).length > 0 ? mapping : fieldsOf(now)
}

/** A column takes a field; whichever column held it before gives it up, unless several may hold it. */
export function assign(mapping: Mapping, column: number, field: string | null, fields: readonly Field[]): Mapping {
  const maySeveral = fields.find((one) => one.code === field)?.several ?? false
  return mapping.map((held, place) => (place === column ? field : held === field && !maySeveral ? null : held))
}

/** Columns whose field is not what is kept on the server. */
export function changed(mapping: Mapping, kept: Mapping): number[] {
  return mapping.flatMap((field, place) => (field === (kept[place] ?? null) ? [] : [place]))
}

/** The fields of which the target wants one and has none; empty when it can be read. */
export function missing(mapping: Mapping, target: Target | null, required: Record<string, string[]>): string[] {
  const wanted = target === null ? [] : (required[target] ?? [])
  return wanted.some((code) => mapping.includes(code)) ? [] : wanted
}

/** `2, 3` as rows; null for what is no list of rows. Nothing typed says that there is no heading. */
export function rowsFrom(text: string): number[] | null {
  const parts = text.split(/[\s,，、]+/).filter((part) => part !== '')
  const rows = parts.map(Number)
  return rows.every((row) => Number.isInteger(row) && row >= 1 && row <= 400_000) ? rows : null
}

/** The first values of a column that say something, each once. */
export function examples(sample: readonly string[][], column: number, most = 3): string[] {
  return [...new Set(sample.map((row) => (row[column] ?? '').trim()).filter((cell) => cell !== ''))].slice(0, most)
}
