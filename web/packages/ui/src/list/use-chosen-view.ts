import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { isSameColumns, isSameQuery, type ListViews, type SavedView, type ViewContent } from './list-views'
import type { View } from './types'
import type { ColumnSettings } from './use-column-settings'
import type { ListRoute } from './use-list-route'

export interface ChosenView {
  /** The key of the tab that is on; null when what is shown is no view. */
  on: ComputedRef<string | null>
  /** The saved view that was chosen and then changed, which one may bring up to date. */
  changed: ComputedRef<SavedView | null>
  /** Whether there is something to save that no view has yet. */
  canSave: ComputedRef<boolean>
  choose: (view: View | SavedView) => void
  /** Remember which of several alike is meant: the one that was just saved or shared. */
  chose: (key: string | null) => void
  /** What is shown now, to be saved, or to take the place of what a view has. */
  present: (instead?: SavedView) => Required<Omit<ViewContent, 'label'>>
}

/** Which view a list shows: told by its address and columns, not remembered apart from them. */
export function useChosenView<Row>(route: ListRoute, columns: ColumnSettings<Row>, given: Ref<View[]>, saved: ListViews | null): ChosenView {
  const chosenKey = ref<string | null>(null)
  const views = computed(() => saved?.views.value ?? [])
  const active = computed<Record<string, string>>(() => (route.q.value === '' ? route.filters.value : { ...route.filters.value, q: route.q.value }))
  const shows = (view: SavedView): boolean =>
    route.q.value === '' && isSameQuery(view.query, route.kept.value) && (view.columns === null || isSameColumns(view.columns, columns.current.value))
  const on = computed(() => {
    const same = [...given.value.filter((view) => isSameQuery(view.query, active.value)).map((view) => view.key), ...views.value.filter(shows).map((view) => view.key)]
    return chosenKey.value !== null && same.includes(chosenKey.value) ? chosenKey.value : (same[0] ?? null)
  })
  const changed = computed(() => {
    const chosen = views.value.find((view) => view.key === chosenKey.value)
    return chosen !== undefined && chosen.mayChange && on.value !== chosen.key ? chosen : null
  })

  function choose(view: View | SavedView): void {
    chosenKey.value = view.key
    columns.apply('columns' in view ? view.columns : null)
    route.replaceFilters('place' in view ? { sort: '', ...view.query } : view.query)
  }

  // Once, when the views are known: the address says which one it is; an address that says nothing opens the default.
  if (saved !== null) {
    const isPlain = Object.keys(route.kept.value).length === 0 && route.q.value === '' && route.openId.value === null
    const stop = watch(saved.isKnown, (isKnown) => {
      if (!isKnown) return
      queueMicrotask(() => stop())
      const first = views.value.find((view) => view.isDefault)
      const isUntouched = Object.keys(route.kept.value).length === 0 && route.q.value === ''
      if (isPlain && isUntouched && first !== undefined) choose(first)
      else if (!isPlain && on.value === null) {
        const same = views.value.find((view) => isSameQuery(view.query, route.kept.value) && route.q.value === '')
        if (same !== undefined) choose(same)
      }
    }, { immediate: true })
  }

  return {
    on,
    changed,
    canSave: computed(() => {
      if (saved === null || !saved.isKnown.value || views.value.some((view) => view.key === on.value)) return false
      return columns.isOwn.value || (on.value === null && Object.keys(route.kept.value).length > 0)
    }),
    choose,
    chose: (key) => (chosenKey.value = key),
    present: (instead) => ({ query: route.kept.value, columns: columns.isOwn.value || (instead?.columns ?? null) !== null ? columns.current.value : null }),
  }
}
