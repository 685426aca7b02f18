import { answer, api, ifMatch, once, useList, versioned, type components, type ListSource } from '@manyhold/api'
import type { Tone } from '@manyhold/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type Agreement = components['schemas']['AgreementOut']
export type AgreementIn = components['schemas']['AgreementIn']
export type AgreementChange = components['schemas']['AgreementChange']

export const CLIENT_KINDS = ['developer', 'owners_committee', 'owner', 'community', 'other'] as const
export const REGIMES = ['lump_sum', 'remuneration'] as const
export const STATES = ['coming', 'in_force', 'expiring', 'expired', 'ended'] as const
export const AGREEMENT_TONES: Record<Agreement['state'], Tone> = { coming: 'running', in_force: 'steady', expiring: 'waiting', expired: 'urgent', ended: 'off' }
export const AGREEMENT_FILTERS = ['state', 'within_days', 'project_id'] as const

export function useAgreements(projectId: Ref<number | null>, query: Ref<Record<string, string | number | undefined>>): ListSource<Agreement> {
  const asked = computed(() => (projectId.value === null ? query.value : { ...query.value, project_id: projectId.value }))
  return useList<Agreement>({
    key: 'agreements',
    query: asked,
    fetchPage: (wanted, signal) => answer(api.GET('/api/v1/agreements', { params: { query: wanted as object }, signal })),
    fetchCount: (wanted, signal) => answer(api.GET('/api/v1/agreements/count', { params: { query: wanted as object }, signal })),
  })
}

export function useAgreement(id: Ref<number>) {
  return useQuery({
    queryKey: ['agreements', 'one', id],
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/agreements/{agreement_id}', { params: { path: { agreement_id: id.value } }, signal })),
  })
}

export function useAgreementActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['agreements'] })
  const path = (id: number) => ({ path: { agreement_id: id } })
  return {
    enter: useMutation({
      mutationFn: ({ body, key }: { body: AgreementIn; key: string }) => answer(api.POST('/api/v1/agreements', { params: once(key), body })),
      onSuccess: freshen,
    }),
    change: useMutation({
      mutationFn: ({ row, body }: { row: Agreement; body: AgreementChange }) => answer(api.PATCH('/api/v1/agreements/{agreement_id}', { params: path(row.id), body, headers: ifMatch(`"${row.revision}"`) })),
      onSettled: freshen,
    }),
    end: useMutation({
      mutationFn: ({ id, body, key }: { id: number; body: components['schemas']['AgreementEndIn']; key: string }) => answer(api.POST('/api/v1/agreements/{agreement_id}/end', { params: { ...once(key), ...path(id) }, body })),
      onSuccess: freshen,
    }),
  }
}
