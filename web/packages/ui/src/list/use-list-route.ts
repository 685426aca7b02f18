import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface ListRoute {
  /** What the list is asked with: the active filters, `q` and `sort`. */
  query: ComputedRef<Record<string, string>>
  filters: ComputedRef<Record<string, string>>
  q: ComputedRef<string>
  sort: ComputedRef<string>
  /** What a saved view keeps of the address: filters and the sort that was chosen, not what was typed to search. */
  kept: ComputedRef<Record<string, string>>
  openId: ComputedRef<string | null>
  isFiltered: ComputedRef<boolean>
  set: (changes: Record<string, string | null>) => void
  replaceFilters: (filters: Record<string, string>) => void
  clear: () => void
  toggleSort: (field: string) => void
  open: (id: number | string | null) => void
}

/** Filters, sort and the open row live in the address, so that a link shows another person the same list. */
export function useListRoute(filterKeys: readonly string[], defaultSort = ''): ListRoute {
  const route = useRoute()
  const router = useRouter()
  const read = (key: string): string => {
    const value = route.query[key]
    return typeof value === 'string' ? value : ''
  }
  /** A key such as `own` stands for every key below it: `own.height`, which only the server's definitions name. */
  const known = (): string[] => [...filterKeys, ...Object.keys(route.query).filter((key) => filterKeys.some((one) => key.startsWith(`${one}.`)))]
  const filters = computed(() =>
    Object.fromEntries(known().map((key) => [key, read(key)] as const).filter(([, value]) => value !== '')),
  )
  const q = computed(() => read('q'))
  const sort = computed(() => read('sort') || defaultSort)

  function set(changes: Record<string, string | null>): void {
    const merged: Record<string, unknown> = { ...route.query, ...changes }
    const query = Object.fromEntries(
      Object.entries(merged).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
    )
    void router.replace({ query })
  }
  const emptied = (): Record<string, null> => Object.fromEntries([...known(), 'q'].map((key) => [key, null]))

  return {
    filters,
    q,
    sort,
    query: computed(() => ({
      ...filters.value,
      ...(q.value === '' ? {} : { q: q.value }),
      ...(sort.value === '' ? {} : { sort: sort.value }),
    })),
    kept: computed(() => ({ ...filters.value, ...(read('sort') === '' ? {} : { sort: read('sort') }) })),
    openId: computed(() => read('open') || null),
    isFiltered: computed(() => q.value !== '' || Object.keys(filters.value).length > 0),
    set,
    replaceFilters: (next) => set({ ...emptied(), ...next }),
    clear: () => set(emptied()),
    toggleSort: (field) => set({ sort: sort.value === field ? `-${field}` : sort.value === `-${field}` ? null : field }),
    open: (id) => set({ open: id === null ? null : String(id) }),
  }
}
