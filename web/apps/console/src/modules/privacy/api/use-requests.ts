import { answer, api, once, useList, type components, type ListSource } from '@manyhold/api'
import type { Tone } from '@manyhold/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

type Schemas = components['schemas']
export type PersonRequest = Schemas['PersonRequestOut']
export type PersonRequestDetailed = Schemas['PersonRequestDetail']
export type PersonRequestIn = Schemas['PersonRequestIn']
export type Hold = Schemas['HoldOut']

export const KINDS = ['export', 'correct', 'erase', 'withdraw'] as const
export const STATES = ['received', 'verified', 'awaiting_approval', 'preparing', 'deferred', 'answered', 'refused'] as const
export const CHANNELS = ['desk', 'phone', 'letter', 'mail', 'app'] as const
export const APPLICANTS = ['self', 'guardian', 'heir', 'agent'] as const
export const CHECKS = ['document', 'callback', 'sign_in', 'mandate'] as const
export const REFUSALS = ['not_identified', 'law', 'repeated', 'others_harmed'] as const
export const HOLD_REASONS = ['dispute', 'inquiry', 'accident'] as const
export const STATE_TONES: Record<PersonRequest['state'], Tone> = { received: 'waiting', verified: 'waiting', awaiting_approval: 'running', preparing: 'running', deferred: 'waiting', answered: 'steady', refused: 'off' }

export function usePersonRequests(projectId: Ref<number | null>, query: Ref<Record<string, string | number | undefined>>): ListSource<PersonRequest> {
  return useList<PersonRequest>({
    key: 'privacy-requests',
    query: computed(() => (projectId.value === null ? query.value : { ...query.value, project_id: projectId.value })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/privacy/requests', { params: { query: asked as object }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/privacy/requests/count', { params: { query: asked as object }, signal })),
  })
}

export function usePersonRequest(id: Ref<number>) {
  return useQuery({
    queryKey: ['privacy-requests', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/privacy/requests/{person_request_id}', { params: { path: { person_request_id: id.value } }, signal })),
    refetchInterval: (query) => (query.state.data?.state === 'preparing' ? 2000 : false),
  })
}

/** What is kept of the person and what stands in the way of an erasure; for those who answer requests. */
export function useOutlook(id: Ref<number>, isWanted: Ref<boolean>) {
  return useQuery({
    queryKey: ['privacy-requests', 'outlook', id],
    enabled: isWanted,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/privacy/requests/{person_request_id}/outlook', { params: { path: { person_request_id: id.value } }, signal })),
  })
}

/** People by name, pinyin, telephone or document: what is searched for stands in no address. */
export async function findPersons(text: string, projectId: number | null): Promise<{ id: number; label: string; note: string }[]> {
  if (text.length < 2) return []
  const found = await answer(api.POST('/api/v1/privacy/persons', { body: { text, project_id: projectId } }))
  return found.map((one) => ({ id: one.id, label: [one.name, one.phone].filter(Boolean).join(' '), note: one.places.join('、') }))
}

export function useRequestActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all([queries.invalidateQueries({ queryKey: ['privacy-requests'] }), queries.invalidateQueries({ queryKey: ['privacy-holds'] }), queries.invalidateQueries({ queryKey: ['privacy-consents'] })])
  const at = (id: number, key: string) => ({ params: { path: { person_request_id: id }, ...once(key) } })
  const act = <Body>(send: (id: number, body: Body, key: string) => Promise<PersonRequestDetailed>) =>
    useMutation({ mutationFn: ({ id, body, key }: { id: number; body: Body; key: string }) => send(id, body, key), onSettled: freshen })
  return {
    receive: useMutation({ mutationFn: ({ body, key }: { body: PersonRequestIn; key: string }) => answer(api.POST('/api/v1/privacy/requests', { params: once(key), body })), onSuccess: freshen }),
    verify: act((id, body: Schemas['IdentityCheckIn'], key) => answer(api.POST('/api/v1/privacy/requests/{person_request_id}/verify', { ...at(id, key), body }))),
    give: act((id, body: Schemas['AnswerIn'], key) => answer(api.POST('/api/v1/privacy/requests/{person_request_id}/export', { ...at(id, key), body }))),
    correct: act((id, body: Schemas['CorrectIn'], key) => answer(api.POST('/api/v1/privacy/requests/{person_request_id}/correct', { ...at(id, key), body }))),
    erase: act((id, body: Schemas['AnswerIn'], key) => answer(api.POST('/api/v1/privacy/requests/{person_request_id}/erase', { ...at(id, key), body }))),
    withdraw: act((id, body: Schemas['AnswerIn'], key) => answer(api.POST('/api/v1/privacy/requests/{person_request_id}/withdraw', { ...at(id, key), body }))),
    refuse: act((id, body: Schemas['RefusalIn'], key) => answer(api.POST('/api/v1/privacy/requests/{person_request_id}/refuse', { ...at(id, key), body }))),
    hold: useMutation({ mutationFn: ({ body, key }: { body: Schemas['LegalHoldIn']; key: string }) => answer(api.POST('/api/v1/privacy/holds', { params: once(key), body })), onSuccess: freshen }),
    lift: useMutation({ mutationFn: (id: number) => answer(api.POST('/api/v1/privacy/holds/{legal_hold_id}/lift', { params: { path: { legal_hold_id: id }, ...once() } })), onSettled: freshen }),
  }
}

export function useLegalHolds(isWanted: Ref<boolean>) {
  return useQuery({
    queryKey: ['privacy-holds'],
    enabled: isWanted,
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/privacy/holds', { params: { query: { in_force: true, limit: 200 } }, signal }))).items,
  })
}
