import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef, type Ref } from 'vue'
import { asProblem, type Problem } from './problem'

export interface Page<Row> {
  items: Row[]
  next_cursor?: string | null
}

export interface Count {
  count: number
  is_exact: boolean
}

/** A list as a screen needs it: rows that load onward, and a count that is asked for apart from them. */
export interface ListSource<Row> {
  rows: ComputedRef<Row[]>
  count: ComputedRef<Count | null>
  isLoading: ComputedRef<boolean>
  isRefreshing: ComputedRef<boolean>
  isLoadingMore: ComputedRef<boolean>
  hasMore: ComputedRef<boolean>
  problem: ComputedRef<Problem | null>
  loadMore: () => void
  reload: () => void
}

interface ListOptions<Row> {
  key: string
  query: Ref<Record<string, string | number | undefined>>
  fetchPage: (query: Record<string, string | number | undefined>, signal: AbortSignal) => Promise<Page<Row>>
  fetchCount?: (query: Record<string, string | number | undefined>, signal: AbortSignal) => Promise<Count>
  pageSize?: number
  isEnabled?: Ref<boolean>
}

interface Whole<Row> {
  data: Ref<Row[] | undefined>
  error: Ref<Error | null>
  isPending: Ref<boolean>
  isFetching: Ref<boolean>
  refetch: () => unknown
}

/** A short list that arrives whole, in the shape of a long one; what is sought is sought here. */
export function useLocalList<Row>(query: Whole<Row>, isWanted: (row: Row) => boolean): ListSource<Row> {
  const rows = computed(() => (query.data.value ?? []).filter(isWanted))
  return {
    rows,
    count: computed(() => (query.data.value === undefined ? null : { count: rows.value.length, is_exact: true })),
    isLoading: computed(() => query.isPending.value),
    isRefreshing: computed(() => query.isFetching.value && !query.isPending.value),
    isLoadingMore: computed(() => false),
    hasMore: computed(() => false),
    problem: computed(() => (query.error.value === null ? null : asProblem(query.error.value))),
    loadMore: () => undefined,
    reload: () => void query.refetch(),
  }
}

export function useList<Row>(options: ListOptions<Row>): ListSource<Row> {
  const limit = options.pageSize ?? 50
  const enabled = computed(() => options.isEnabled?.value ?? true)
  const pages = useInfiniteQuery({
    queryKey: [options.key, 'rows', options.query],
    enabled,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      options.fetchPage({ ...options.query.value, limit, cursor: pageParam ?? undefined }, signal),
    getNextPageParam: (page) => page.next_cursor ?? null,
  })
  const countQuery = computed(() => {
    const { sort: _sort, ...filters } = options.query.value
    return filters
  })
  const count = useQuery({
    queryKey: [options.key, 'count', countQuery],
    enabled: computed(() => enabled.value && options.fetchCount !== undefined),
    queryFn: ({ signal }) => options.fetchCount!(countQuery.value, signal),
  })
  return {
    rows: computed(() => pages.data.value?.pages.flatMap((page) => page.items) ?? []),
    count: computed(() => count.data.value ?? null),
    isLoading: computed(() => pages.isPending.value && enabled.value),
    isRefreshing: computed(() => pages.isFetching.value && !pages.isPending.value),
    isLoadingMore: computed(() => pages.isFetchingNextPage.value),
    hasMore: computed(() => pages.hasNextPage.value),
    problem: computed(() => (pages.error.value === null ? null : asProblem(pages.error.value))),
    loadMore: () => {
      if (pages.hasNextPage.value && !pages.isFetchingNextPage.value) void pages.fetchNextPage()
    },
    reload: () => {
      void pages.refetch()
      if (options.fetchCount !== undefined) void count.refetch()
    },
  }
}
