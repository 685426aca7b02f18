import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { Column } from './types'

interface Stored {
  widths: Record<string, number>
  hidden: string[]
}

export interface ColumnSettings<Row> {
  shown: ComputedRef<Column<Row>[]>
  isShown: (key: string) => boolean
  toggle: (key: string) => void
  resize: (key: string, width: number) => void
  reset: () => void
}

const MIN_WIDTH = 64

/** Which columns a person wants and how wide, remembered on this device per list. The first one always shows. */
export function useColumnSettings<Row>(listKey: string, columns: Ref<Column<Row>[]>): ColumnSettings<Row> {
  const storageKey = `manyhold.columns.${listKey}`
  const initial = (): Stored => ({ widths: {}, hidden: columns.value.filter((one) => one.isHiddenAtFirst).map((one) => one.key) })
  const read = (): Stored => {
    try {
      return { ...initial(), ...(JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Stored>) }
    } catch {
      return initial()
    }
  }
  const stored = ref<Stored>(read())
  const save = (next: Stored): void => {
    stored.value = next
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
  }
}
