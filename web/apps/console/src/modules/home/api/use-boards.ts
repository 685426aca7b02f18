import { answer, api } from '@manyhold/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { OrderState } from '@console/modules/workorders/api/use-orders'

const SHOWN = 6

/** What narrows a board: the same words as the filters of the list that it leads to. */
export interface BoardFilter {
  state?: OrderState
  assignee_id?: number
  late?: boolean
}

/** The open orders that fall due first, and how many there are in all. */
export function useOrderBoard(projectId: Ref<number | null>, filter: Ref<BoardFilter>) {
  const query = computed(() => ({ ...filter.value, project_id: projectId.value ?? undefined }))
  return useQuery({
    queryKey: ['work-orders', 'due', query],
    queryFn: async ({ signal }) => {
      const [rows, count] = await Promise.all([
        answer(api.GET('/api/v1/work-orders/due', { params: { query: { ...query.value, limit: SHOWN } }, signal })),
        answer(api.GET('/api/v1/work-orders/count', { params: { query: { ...query.value, is_open: true } }, signal })),
      ])
      return { rows, count: count.count }
    },
  })
}

/** What one cashier has taken today, and the last receipts of it. */
export function useMyTakings(projectId: Ref<number | null>, cashierId: Ref<number>) {
  const query = computed(() => ({ project_id: projectId.value ?? undefined, cashier_id: cashierId.value }))
  return useQuery({
    queryKey: ['payments', 'takings', query],
    queryFn: async ({ signal }) => {
      const takings = await answer(api.GET('/api/v1/payments/takings', { params: { query: query.value }, signal }))
      const last = await answer(api.GET('/api/v1/payments', { params: { query: { ...query.value, business_date: takings.business_date, limit: SHOWN } }, signal }))
      return { takings, last: last.items }
    },
  })
}
