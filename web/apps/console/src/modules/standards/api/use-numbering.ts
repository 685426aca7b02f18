import { answer, api, once, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type NumberKind = components['schemas']['NumberKindOut']
export type NumberVersion = components['schemas']['NumberVersion']
export type NumberRuleIn = components['schemas']['NumberRuleIn']

export function useNumberKinds() {
  return useQuery({ queryKey: ['number-rules'], queryFn: ({ signal }) => answer(api.GET('/api/v1/number-rules', { signal })) })
}

/** What a pattern would make, while it is being written. */
export function usePatternPreview(tried: Ref<NumberRuleIn>) {
  return useQuery({
    queryKey: ['number-preview', tried], enabled: computed(() => tried.value.pattern.trim() !== ''), retry: false, gcTime: 0,
    queryFn: ({ signal }) => answer(api.POST('/api/v1/number-rules/preview', { body: { ...tried.value, starts_on: tried.value.starts_on || null }, signal })),
  })
}

export function useNumberingActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all([queries.invalidateQueries({ queryKey: ['number-rules'] }), queries.invalidateQueries({ queryKey: ['number-preview'] })])
  return {
    layDown: useMutation({ mutationFn: ({ body, key }: { body: NumberRuleIn; key: string }) => answer(api.POST('/api/v1/number-rules', { params: once(key), body })), onSuccess: freshen }),
    withdraw: useMutation({ mutationFn: (id: number) => answer(api.DELETE('/api/v1/number-rules/{rule_id}', { params: { path: { rule_id: id } } })), onSettled: freshen }),
  }
}
