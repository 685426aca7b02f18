import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { isSameColumns, type ViewColumns } from './list-views'
import type { Column } from './types'

export interface ColumnSettings<Row> {
  shown: ComputedRef<Column<Row>[]>
  isShown: (key: string) => boolean
  toggle: (key: string) => void
  resize: (key: string, width: number) => void
  reset: () => void
  /** How columns stand now, as a saved view keeps them. */
  current: ComputedRef<ViewColumns>
  /** They stand otherwise than the list is made. */
  isOwn: ComputedRef<boolean>
  /** Show them as a view has them, until another is chosen; null shows them as the person keeps them. */
  apply: (columns: ViewColumns | null) => void
}

const MIN_WIDTH = 64

/** Which columns a person wants and how wide, remembered on this device per list. The first one always shows. */
export function useColumnSettings<Row>(listKey: string, columns: Ref<Column<Row>[]>): ColumnSettings<Row> {
  const storageKey = `manyhold.columns.${listKey}`
  const initial = (): ViewColumns => ({ widths: {}, hidden: columns.value.filter((one) => one.isHiddenAtFirst).map((one) => one.key) })
  const read = (): ViewColumns => {
    try {
      return { ...initial(), ...(JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<ViewColumns>) }
    } catch {
      return initial()
    }
  }
  const kept = ref<ViewColumns>(read())
  /** A view's columns lie over the person's own, which stay as they are. */
  const viewed = ref<ViewColumns | null>(null)
  const stored = computed(() => viewed.value ?? kept.value)
  const save = (next: ViewColumns): void => {
    if (viewed.value !== null) {
      viewed.value = next
      return
    }
    kept.value = next
    localStorage.setItem(storageKey, JSON.stringify(next))
  }
  const isShown = (key: string): boolean => columns.value[0]?.key === key || !stored.value.hidden.includes(key)
  return {
    isShown,
    shown: computed(() =>
      columns.value
        .filter((column) => isShown(column.key))
        .map((column) => ({ ...column, width: stored.value.widths[column.key] ?? column.width })),
    ),
    toggle: (key) =>
      save({ ...stored.value, hidden: isShown(key) ? [...stored.value.hidden, key] : stored.value.hidden.filter((one) => one !== key) }),
    resize: (key, width) => save({ ...stored.value, widths: { ...stored.value.widths, [key]: Math.max(MIN_WIDTH, Math.round(width)) } }),
    reset: () => save(initial()),
    current: computed(() => ({ hidden: [...stored.value.hidden], widths: { ...stored.value.widths } })),
    isOwn: computed(() => !isSameColumns(stored.value, initial())),
    apply: (columns) => (viewed.value = columns === null ? null : { hidden: [...columns.hidden], widths: { ...columns.widths } }),
  }
}
