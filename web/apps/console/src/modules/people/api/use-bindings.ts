import { answer, api, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { Ref } from 'vue'

export type Provider = components['schemas']['BindingOut']['provider']
export const PROVIDERS: readonly Provider[] = ['wecom', 'dingtalk']

/** A person's accounts with 企业微信 and 钉钉. */
export function useBindings(personId: Ref<number>) {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['bindings'] })
  const path = (provider: Provider) => ({ params: { path: { person_id: personId.value, provider } } })
  return {
    query: useQuery({ queryKey: ['bindings', personId], queryFn: ({ signal }) => answer(api.GET('/api/v1/people/{person_id}/bindings', { params: { path: { person_id: personId.value } }, signal })) }),
    bind: useMutation({ mutationFn: ({ provider, account }: { provider: Provider; account: string }) => answer(api.PUT('/api/v1/people/{person_id}/bindings/{provider}', { ...path(provider), body: { account } })), onSettled: freshen }),
    unbind: useMutation({ mutationFn: (provider: Provider) => answer(api.DELETE('/api/v1/people/{person_id}/bindings/{provider}', path(provider))), onSettled: freshen }),
  }
}
