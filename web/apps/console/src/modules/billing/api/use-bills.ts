import { answer, api, useList, type components, type ListSource } from '@manyhold/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type Bill = components['schemas']['BillRow']
export type Explanation = components['schemas']['Explanation']
export type BillPayment = components['schemas']['BillPayment']
type Query = Record<string, string | number | undefined>

export const BILL_FILTERS = ['state', 'fee_item_id', 'period', 'from_period', 'to_period', 'building_id', 'space_id'] as const

/** Bills of a project, or of all in sight. */
export function useBills(projectId: Ref<number | null>, query: Ref<Query>): ListSource<Bill> {
  return useList<Bill>({
    key: 'bills',
    query: computed(() => ({ ...query.value, project_id: projectId.value ?? query.value.project_id })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/bills', { params: { query: asked }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/bills/count', { params: { query: asked }, signal })),
  })
}

export function useExplanation(id: Ref<number>) {
  return useQuery({
    queryKey: ['bills', 'explanation', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/bills/{bill_id}/explanation', { params: { path: { bill_id: id.value } }, signal })),
  })
}

export function useBillPayments(id: Ref<number>) {
  return useQuery({
    queryKey: ['bills', 'payments', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/bills/{bill_id}/payments', { params: { path: { bill_id: id.value } }, signal })),
  })
}
