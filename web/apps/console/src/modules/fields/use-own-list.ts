import { useNamed } from '@manyhold/i18n'
import { formatFen, type Column, type Filter } from '@manyhold/ui'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useOwnFields, type OwnData, type OwnField } from './api/use-own-fields'
import { EMPTY, OWN, isSought, type OwnValue } from './own'

/** A value in words; `—` is left to whoever shows it. */
export function useOwnText(): (field: OwnField, value: OwnValue | undefined) => string | null {
  const { t } = useI18n()
  const named = useNamed()
  return (field, value) => {
    if (value === null || value === undefined) return null
    const word = (code: string): string => { const choice = field.choices.find((one) => one.code === code); return choice ? named(choice) : code }
    if (Array.isArray(value)) return value.map(word).join(t('ui.comma'))
    if (field.type === 'choice') return word(String(value))
    if (field.type === 'yes_no') return t(value === true ? 'fields.yes' : 'fields.no')
    if (field.type === 'money' && typeof value === 'number') return formatFen(value)
    return field.type === 'number' && field.unit ? `${value} ${field.unit}` : String(value)
  }
}

type OwnRow = { own?: Record<string, unknown> }
export interface OwnList<Row> {
  columns: ComputedRef<Column<Row>[]>
  filters: ComputedRef<Filter[]>
  /** The list's query, with its values asked for where there are fields to show them in. */
  asked: ComputedRef<Record<string, string>>
}

/** What own fields add to the list of an object: columns that one may choose, filters, and the values themselves. */
export function useOwnList<Row extends OwnRow>(data: OwnData, projectId: Ref<number | null>, query: Ref<Record<string, string>>): OwnList<Row> {
  const { t } = useI18n()
  const named = useNamed()
  const text = useOwnText()
  const definitions = useOwnFields(computed(() => data as string), projectId)
  // In the group a project's own field is no column of all.
  const fields = computed(() => (definitions.data.value ?? []).filter((one) => !one.is_archived && (projectId.value !== null || one.project_id === null)))
  const hints: Partial<Record<OwnField['type'], string>> = { number: 'fields.filterNumber', money: 'fields.filterMoney', date: 'fields.filterDate' }
  const empty = computed(() => ({ value: EMPTY, label: t('fields.notFilled') }))
  const choices = (field: OwnField) => [
    ...(field.type === 'yes_no' ? [{ value: 'true', label: t('fields.yes') }, { value: 'false', label: t('fields.no') }] : field.choices.map((one) => ({ value: one.code, label: named(one) }))),
    empty.value,
  ]
  return {
    columns: computed(() => fields.value.map((field) => ({
      key: OWN + field.code, title: named(field), width: 130, isHiddenAtFirst: true, ...(field.type === 'number' || field.type === 'money' ? { align: 'end' as const } : {}),
      text: (row: Row) => text(field, row.own?.[field.code] as OwnValue | undefined),
    }))),
    filters: computed(() => fields.value.map((field) => ({
      key: OWN + field.code, label: hints[field.type] ? t(hints[field.type]!, { name: named(field) }) : named(field),
      kind: isSought(field) && !['choice', 'choices', 'yes_no'].includes(field.type) ? ('text' as const) : ('choice' as const), choices: isSought(field) ? choices(field) : [empty.value],
    }))),
    asked: computed(() => ({ ...query.value, ...(fields.value.length > 0 ? { with_own: 'true' } : {}) })),
  }
}
