import { answer, api, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { Ref } from 'vue'

type Schemas = components['schemas']
export type Consent = Schemas['ConsentOut']
export type Purpose = Schemas['PurposeOut']

export function usePurposes() {
  return useQuery({ queryKey: ['privacy-purposes'], queryFn: ({ signal }) => answer(api.GET('/api/v1/privacy/purposes', { signal })) })
}

export function useConsents(query: Ref<Record<string, string | number | undefined>>): ListSource<Consent> {
  return useList<Consent>({
    key: 'privacy-consents',
    query,
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/privacy/consents', { params: { query: asked as object }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/privacy/consents/count', { params: { query: asked as object }, signal })),
  })
}

export function useConsentActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all([queries.invalidateQueries({ queryKey: ['privacy-consents'] }), queries.invalidateQueries({ queryKey: ['privacy-purposes'] })])
  const at = (id: number) => ({ path: { purpose_id: id } })
  return {
    open: useMutation({ mutationFn: ({ body, key }: { body: Schemas['PurposeIn']; key: string }) => answer(api.POST('/api/v1/privacy/purposes', { params: once(key), body })), onSuccess: freshen }),
    publish: useMutation({ mutationFn: ({ id, body, key }: { id: number; body: Schemas['ConsentTextIn']; key: string }) => answer(api.POST('/api/v1/privacy/purposes/{purpose_id}/texts', { params: { ...at(id), ...once(key) }, body })), onSuccess: freshen }),
    end: useMutation({ mutationFn: (id: number) => answer(api.POST('/api/v1/privacy/purposes/{purpose_id}/end', { params: { ...at(id), ...once() } })), onSettled: freshen }),
    give: useMutation({ mutationFn: ({ body, key }: { body: Schemas['ConsentIn']; key: string }) => answer(api.POST('/api/v1/privacy/consents', { params: once(key), body })), onSuccess: freshen }),
    withdraw: useMutation({ mutationFn: ({ id, body, key }: { id: number; body: Schemas['WithdrawalIn']; key: string }) => answer(api.POST('/api/v1/privacy/consents/{consent_id}/withdraw', { params: { path: { consent_id: id }, ...once(key) }, body })), onSettled: freshen }),
  }
}
