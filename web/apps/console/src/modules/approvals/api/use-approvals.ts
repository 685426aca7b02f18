import { answer, api, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type RequestRow = components['schemas']['RequestOut']
export type RequestDetail = components['schemas']['RequestDetail']
export type RequestEntry = RequestDetail['entries'][number]
export type RequestState = RequestRow['state']
export type RequestAct = RequestDetail['acts'][number]
export type PlainAct = 'approve' | 'refuse' | 'return' | 'withdraw'
export type Delegation = components['schemas']['DelegationOut']
export type DelegationIn = components['schemas']['DelegationIn']
type Query = Record<string, string | number | undefined>
type Asked = { view?: 'waiting' | 'submitted' | 'done' | 'all'; state?: RequestState; document_type?: string; project_id?: number }
export const APPROVAL_FILTERS = ['view', 'state', 'document_type', 'project_id'] as const

/** Requests of a project, or of all where one takes part. */
export function useRequests(projectId: Ref<number | null>, query: Ref<Query>): ListSource<RequestRow> {
  return useList<RequestRow>({
    key: 'approvals',
    query: computed(() => (projectId.value === null ? query.value : { ...query.value, project_id: projectId.value })),
    fetchPage: (wanted, signal) => answer(api.GET('/api/v1/approval-requests', { params: { query: wanted as Asked }, signal })),
    fetchCount: (wanted, signal) => answer(api.GET('/api/v1/approval-requests/count', { params: { query: wanted as Asked }, signal })),
  })
}

export function useRequest(id: Ref<number>) {
  return useQuery({
    queryKey: ['approvals', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/approval-requests/{request_id}', { params: { path: { request_id: id.value } }, signal })),
  })
}

/** Who may be asked to sign in a project, or (null) to stand in for oneself. */
export function useColleagues(projectId: Ref<number | null>, isEnabled: Ref<boolean>) {
  return useQuery({
    queryKey: ['approval-colleagues', projectId],
    enabled: isEnabled,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/approval-colleagues', { params: { query: { project_id: projectId.value ?? undefined } }, signal })),
  })
}

export function useDelegations() {
  return useQuery({ queryKey: ['approvals', 'delegations'], queryFn: ({ signal }) => answer(api.GET('/api/v1/approval-delegations', { signal })) })
}

function send(id: number, key: string, act: PlainAct, body: { turn: number; comment: string }): Promise<RequestDetail> {
  const params = { path: { request_id: id }, ...once(key) }
  switch (act) {
    case 'approve': return answer(api.POST('/api/v1/approval-requests/{request_id}/approve', { params, body }))
    case 'refuse': return answer(api.POST('/api/v1/approval-requests/{request_id}/refuse', { params, body }))
    case 'return': return answer(api.POST('/api/v1/approval-requests/{request_id}/return', { params, body }))
    case 'withdraw': return answer(api.POST('/api/v1/approval-requests/{request_id}/withdraw', { params, body }))
  }
}

export function useRequestActs() {
  const queries = useQueryClient()
  /** On refusal too: what was refused had usually been decided by somebody else a moment before. */
  const freshen = () => queries.invalidateQueries({ queryKey: ['approvals'] })
  return {
    act: useMutation({
      mutationFn: ({ id, key, act, turn, comment }: { id: number; key: string; act: PlainAct; turn: number; comment: string }) => send(id, key, act, { turn, comment }),
      onSettled: freshen,
    }),
    addSigner: useMutation({
      mutationFn: ({ id, key, body }: { id: number; key: string; body: components['schemas']['SignerIn'] }) => answer(api.POST('/api/v1/approval-requests/{request_id}/signers', { params: { path: { request_id: id }, ...once(key) }, body })),
      onSettled: freshen,
    }),
    remind: useMutation({
      mutationFn: ({ id, key, turn }: { id: number; key: string; turn: number }) => answer(api.POST('/api/v1/approval-requests/{request_id}/remind', { params: { path: { request_id: id }, ...once(key) }, body: { turn, comment: '' } })),
      onSettled: freshen,
    }),
    handOver: useMutation({
      mutationFn: ({ id, key }: { id: number; key: string }) => answer(api.POST('/api/v1/approval-requests/{request_id}/hand-over', { params: { path: { request_id: id }, ...once(key) } })),
      onSettled: freshen,
    }),
    delegate: useMutation({
      mutationFn: ({ body, key }: { body: DelegationIn; key: string }) => answer(api.POST('/api/v1/approval-delegations', { params: once(key), body })),
      onSuccess: freshen,
    }),
    endDelegation: useMutation({
      mutationFn: (id: number) => answer(api.DELETE('/api/v1/approval-delegations/{delegation_id}', { params: { path: { delegation_id: id } } })),
      onSettled: freshen,
    }),
  }
}
