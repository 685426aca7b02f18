import { answer, api, ifMatch, once, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { Ref } from 'vue'

export type Chain = components['schemas']['ChainOut']
export type ChainIn = components['schemas']['ChainIn']
export type ApprovalDocument = components['schemas']['DocumentOut']
export type OutsideSetting = components['schemas']['OutsideSetting']
export type OutsideField = components['schemas']['OutsideField']
export type SeatIn = components['schemas']['SeatIn']

export interface PreviewAsked {
  document_type: string
  project_id: number
  size: number
  kind: string
}

/** The types of documents that may need approval; they change with a release only. */
export function useDocuments() {
  return useQuery({ queryKey: ['approval-documents'], staleTime: Infinity, queryFn: ({ signal }) => answer(api.GET('/api/v1/approval-documents', { signal })) })
}

export function useChains() {
  return useQuery({ queryKey: ['approval-chains', 'list'], queryFn: ({ signal }) => answer(api.GET('/api/v1/approval-chains', { signal })) })
}

/** The OAs in which documents may be signed, and how far each is set up. */
export function useOutside(isEnabled: Ref<boolean>) {
  return useQuery({ queryKey: ['approval-outside'], enabled: isEnabled, queryFn: ({ signal }) => answer(api.GET('/api/v1/approval-outside', { signal })) })
}

export function usePreview(asked: Ref<PreviewAsked | null>) {
  return useQuery({
    queryKey: ['approval-chains', 'preview', asked],
    enabled: () => asked.value !== null,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/approval-chains/preview', { params: { query: asked.value! }, signal })),
  })
}

export function useChainActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['approval-chains'] })
  return {
    publish: useMutation({
      mutationFn: ({ body, key }: { body: ChainIn; key: string }) => answer(api.POST('/api/v1/approval-chains', { params: once(key), body })),
      onSuccess: freshen,
    }),
    end: useMutation({
      mutationFn: ({ chain, endsOn }: { chain: Chain; endsOn: string }) => answer(api.PATCH('/api/v1/approval-chains/{chain_id}', { params: { path: { chain_id: chain.id } }, body: { ends_on: endsOn }, headers: ifMatch(`"${chain.revision}"`) })),
      onSettled: freshen,
    }),
  }
}
