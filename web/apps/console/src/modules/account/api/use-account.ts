import { answer, api, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { useStepUp } from '@console/modules/session/step-up'

export type SessionRow = components['schemas']['SessionOut']
export type Token = components['schemas']['TokenOut']
export type TotpEnrolment = components['schemas']['TotpEnrolment']

export function useSessions() {
  return useQuery({ queryKey: ['sessions'], queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/sessions', { params: { query: { limit: 50 } }, signal }))).items })
}

export function useTokens() {
  return useQuery({ queryKey: ['tokens'], queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/me/tokens', { params: { query: { limit: 50 } }, signal }))).items })
}

export function useAccountActs() {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const freshen = (key: string) => () => queries.invalidateQueries({ queryKey: [key] })
  return {
    endSession: useMutation({ mutationFn: (id: number) => answer(api.DELETE('/api/v1/sessions/{session_id}', { params: { path: { session_id: id } } })), onSuccess: freshen('sessions') }),
    addToken: useMutation({ mutationFn: (body: { name: string; days: number }) => stepUp.run(() => answer(api.POST('/api/v1/me/tokens', { body }))), onSuccess: freshen('tokens') }),
    dropToken: useMutation({ mutationFn: (id: number) => answer(api.DELETE('/api/v1/me/tokens/{token_id}', { params: { path: { token_id: id } } })), onSuccess: freshen('tokens') }),
    beginTotp: () => stepUp.run(() => answer(api.POST('/api/v1/me/totp'))),
    confirmTotp: async (code: string) => (await answer(api.POST('/api/v1/me/totp/confirm', { body: { code } }))).recovery_codes,
    removeTotp: () => stepUp.run(() => answer(api.DELETE('/api/v1/me/totp'))),
  }
}
