import type { OwnField } from './api/use-own-fields'

export const OWN = 'own.'
/** The filter of a field that is not filled in. */
export const EMPTY = '!'
export const OWN_TYPES = ['text', 'long_text', 'number', 'money', 'date', 'yes_no', 'choice', 'choices'] as const
export type OwnValue = string | number | boolean | string[] | null
export type Draft = string | string[]
export type Drafts = Record<string, Draft>
type Asked = Record<string, string | number | undefined>

export const isPersonal = (field: OwnField): boolean => field.sensitivity === 'personal' || field.sensitivity === 'sensitive'
/** Whether a list can be narrowed by it. */
export const isSought = (field: OwnField): boolean => !isPersonal(field) && field.type !== 'long_text'

/** The filters of own fields stand apart in the address, each under its code, and go to the server as one parameter. */
export function ownAsked(query: Asked): Record<string, string | number | boolean | string[] | undefined> {
  const asked = Object.entries(query)
  const own = asked.filter(([key, value]) => key.startsWith(OWN) && value !== undefined).map(([key, value]) => `${key.slice(OWN.length)}:${value}`)
  const { with_own, ...rest } = Object.fromEntries(asked.filter(([key]) => !key.startsWith(OWN)))
  return { ...rest, ...(own.length > 0 ? { own } : {}), ...(with_own === undefined ? {} : { with_own: true }) }
}

/** The fields that a row of this kind has, in their order; those of a new row with its values empty. */
export const fieldsOf = (fields: readonly OwnField[], kind: string): OwnField[] => fields.filter((one) => !one.is_archived && (one.subject_kinds.length === 0 || one.subject_kinds.includes(kind)))

/** What stands in a form for a value; personal ones begin empty, since what is shown of them is masked. */
export function draftOf(field: OwnField, value: OwnValue | undefined): Draft {
  if (field.type === 'choices') return Array.isArray(value) ? [...value] : []
  if (value === null || value === undefined || isPersonal(field)) return ''
  return field.type === 'money' ? (Number(value) / 100).toFixed(2) : String(value)
}

/** The value that a form's text stands for; money is typed in yuan and sent in whole fen. */
export function valueOf(field: OwnField, draft: Draft | undefined): OwnValue {
  if (Array.isArray(draft)) return draft
  const text = (draft ?? '').trim()
  if (text === '') return null
  if (field.type === 'yes_no') return text === 'true'
  return field.type === 'money' ? Math.round(Number(text) * 100) : text
}

/** Why a text cannot be this field's value, as the key of a sentence; null when it can. */
export function faultOf(field: OwnField, draft: Draft | undefined): 'required' | 'decimal_parsing' | 'own_decimals' | null {
  const value = valueOf(field, draft)
  if (value === null || (Array.isArray(value) && value.length === 0)) return field.is_required ? 'required' : null
  const text = String(draft).trim()
  if (field.type === 'money') return /^-?\d{1,10}(\.\d{1,2})?$/.test(text) ? null : 'decimal_parsing'
  if (field.type !== 'number') return null
  if (!/^-?\d{1,12}(\.\d+)?$/.test(text)) return 'decimal_parsing'
  return (text.split('.')[1] ?? '').length > field.decimals ? 'own_decimals' : null
}

/** What of the drafts differs from the values and is to be sent; an empty personal field stays as it is. */
export function changesOf(fields: readonly OwnField[], drafts: Drafts, values: Record<string, OwnValue>): Record<string, OwnValue> {
  const differs = (field: OwnField): boolean => {
    if (isPersonal(field)) return valueOf(field, drafts[field.code]) !== null
    return JSON.stringify(valueOf(field, drafts[field.code])) !== JSON.stringify(valueOf(field, draftOf(field, values[field.code])))
  }
  return Object.fromEntries(fields.filter(differs).map((field) => [field.code, valueOf(field, drafts[field.code])]))
}

/** Fields under their headings, in the order in which the first of each comes. */
export function headed(fields: readonly OwnField[]): { heading: string; fields: OwnField[] }[] {
  const groups = new Map<string, OwnField[]>()
  for (const field of fields) groups.set(field.heading, [...(groups.get(field.heading) ?? []), field])
  return [...groups].map(([heading, inside]) => ({ heading, fields: inside }))
}
