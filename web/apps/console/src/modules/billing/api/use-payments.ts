import { answer, api, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type Payment = components['schemas']['PaymentRow']
export type PaymentDetailed = components['schemas']['PaymentOut']
export type PaymentIn = components['schemas']['PaymentIn']
export type SpaceAccount = components['schemas']['AccountOut']
export type OpenBill = components['schemas']['OpenBill']
type Query = Record<string, string | number | undefined>

export const METHODS = ['cash', 'transfer'] as const

export function usePayments(projectId: Ref<number | null>, query: Ref<Query>): ListSource<Payment> {
  return useList<Payment>({
    key: 'payments',
    query: computed(() => ({ ...query.value, project_id: projectId.value ?? undefined })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/payments', { params: { query: asked }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/payments/count', { params: { query: asked }, signal })),
  })
}

export function usePayment(id: Ref<number>) {
  return useQuery({
    queryKey: ['payments', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/payments/{payment_id}', { params: { path: { payment_id: id.value } }, signal })),
  })
}

/** What a space owes and has to its credit, with its last payments; asked anew by whoever opens it. */
export function useSpaceAccount(spaceId: Ref<number | null>) {
  return useQuery({
    queryKey: ['account', spaceId],
    staleTime: 0,
    enabled: computed(() => spaceId.value !== null),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/spaces/{space_id}/account', { params: { path: { space_id: spaceId.value ?? 0 } }, signal })),
  })
}

export function usePaymentActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all(['payments', 'account', 'bills'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
  return {
    receive: useMutation({
      mutationFn: ({ body, key }: { body: PaymentIn; key: string }) => answer(api.POST('/api/v1/payments', { params: once(key), body })),
      onSuccess: freshen,
    }),
    allocate: useMutation({
      mutationFn: ({ id, key }: { id: number; key: string }) =>
        answer(api.POST('/api/v1/payments/{payment_id}/allocations', { params: { path: { payment_id: id }, ...once(key) }, body: { strategy: 'oldest_first', allocations: [] } })),
      onSuccess: freshen,
    }),
    reverse: useMutation({
      mutationFn: ({ id, reason, key }: { id: number; reason: string; key: string }) =>
        answer(api.POST('/api/v1/payments/{payment_id}/reverse', { params: { path: { payment_id: id }, ...once(key) }, body: { reason } })),
      onSuccess: freshen,
    }),
  }
}
