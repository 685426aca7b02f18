import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { View } from './types'

export interface SavedViews {
  all: ComputedRef<View[]>
  add: (label: string, query: Record<string, string>) => void
  remove: (key: string) => void
}

/** The list's own views first, then those that the person keeps on this device. */
export function useSavedViews(listKey: string, given: Ref<View[]>): SavedViews {
  const storageKey = `manyhold.views.${listKey}`
  const read = (): View[] => {
    try {
      return JSON.parse(localStorage.getItem(storageKey) ?? '[]') as View[]
    } catch {
      return []
    }
  }
  const own = ref<View[]>(read())
  const save = (next: View[]): void => {
    own.value = next
    localStorage.setItem(storageKey, JSON.stringify(next))
  }
  return {
    all: computed(() => [...given.value, ...own.value]),
    add: (label, query) => save([...own.value, { key: `own-${Date.now()}`, label, query, isOwn: true }]),
    remove: (key) => save(own.value.filter((view) => view.key !== key)),
  }
}

/** True when a view's filters are exactly those that are active. */
export function isSameQuery(view: Record<string, string>, active: Record<string, string>): boolean {
  const keys = Object.keys(view)
  return keys.length === Object.keys(active).length && keys.every((key) => view[key] === active[key])
}
