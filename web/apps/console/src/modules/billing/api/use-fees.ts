import { answer, api, ifMatch, once, versioned, type components } from '@manyhold/api'
import { useNamed } from '@manyhold/i18n'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type FeeItem = components['schemas']['FeeItemOut']
export type FeeItemIn = components['schemas']['FeeItemIn']
export type FeeItemChange = components['schemas']['FeeItemChange']
export type Price = components['schemas']['PriceOut']
export type PriceIn = components['schemas']['PriceIn']
export type PriceChange = components['schemas']['PriceChange']

export const CATEGORIES = ['property', 'energy', 'parking', 'lease', 'one_off', 'other'] as const
export const CALCULATIONS = ['area', 'fixed'] as const
export const BASES = ['contract', 'filing', 'owners_decision'] as const
export const DAY_METHODS = ['A', 'B', 'C'] as const
export const BUSINESSES = ['property_fee', 'parking', 'leasing', 'paid_service'] as const

export function useFeeItems() {
  return useQuery({ queryKey: ['fee-items'], staleTime: 300_000, queryFn: ({ signal }) => answer(api.GET('/api/v1/fee-items', { signal })) })
}

/** Names of fees by their id, for rows that carry the id alone; and the fees as choices of a filter. */
export function useFeeNames() {
  const named = useNamed()
  const items = useFeeItems()
  const byId = computed(() => new Map((items.data.value ?? []).map((one) => [one.id, named({ zh: one.name, en: one.name_en })])))
  return {
    feeName: (id: number): string => byId.value.get(id) ?? '…',
    feeChoices: computed(() => [...byId.value].map(([id, label]) => ({ value: String(id), label }))),
  }
}

export function useFeeItem(id: Ref<number>) {
  return useQuery({
    queryKey: ['fee-items', 'one', id],
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/fee-items/{fee_item_id}', { params: { path: { fee_item_id: id.value } }, signal })),
  })
}

/** The prices of a fee, the latest first: of one project, or of all in sight. */
export function usePrices(projectId: Ref<number | null>, feeItemId: Ref<number>) {
  return useQuery({
    queryKey: ['prices', projectId, feeItemId],
    queryFn: async ({ signal }) => {
      const query = { project_id: projectId.value ?? undefined, fee_item_id: feeItemId.value, limit: 200 }
      const { items } = await answer(api.GET('/api/v1/price-versions', { params: { query }, signal }))
      return items.sort((a, b) => a.project_id - b.project_id || b.starts_on.localeCompare(a.starts_on))
    },
  })
}

export function useFeeActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all(['fee-items', 'prices'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
  return {
    define: useMutation({
      mutationFn: ({ body, key }: { body: FeeItemIn; key: string }) => answer(api.POST('/api/v1/fee-items', { params: once(key), body })),
      onSuccess: freshen,
    }),
    change: useMutation({
      mutationFn: ({ id, body, etag }: { id: number; body: FeeItemChange; etag: string | null }) =>
        answer(api.PATCH('/api/v1/fee-items/{fee_item_id}', { params: { path: { fee_item_id: id } }, body, headers: ifMatch(etag) })),
      onSettled: freshen,
    }),
    setPrice: useMutation({
      mutationFn: ({ body, key }: { body: PriceIn; key: string }) => answer(api.POST('/api/v1/price-versions', { params: once(key), body })),
      onSuccess: freshen,
    }),
    changePrice: useMutation({
      mutationFn: ({ price, body }: { price: Price; body: PriceChange }) =>
        answer(api.PATCH('/api/v1/price-versions/{price_id}', { params: { path: { price_id: price.id } }, body, headers: ifMatch(`"${price.revision}"`) })),
      onSettled: freshen,
    }),
  }
}

/** Which fees have a price in a project: only they can be billed there. */
export function usePricedFees(projectId: Ref<number>, isEnabled: Ref<boolean>) {
  return useQuery({
    queryKey: ['prices', 'fees', projectId],
    enabled: isEnabled,
    queryFn: async ({ signal }) => {
      const { items } = await answer(api.GET('/api/v1/price-versions', { params: { query: { project_id: projectId.value, limit: 200 } }, signal }))
      return new Set(items.map((price) => price.fee_item_id))
    },
  })
}
