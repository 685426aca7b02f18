import { answer, api, once, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'

export type RevealMoreIn = components['schemas']['RevealMoreIn']

/** How many full personal data one may still look at in these 24 hours. */
export function useRevealLimit() {
  return useQuery({ queryKey: ['reveal-limit'], queryFn: ({ signal }) => answer(api.GET('/api/v1/reveal-limit', { signal })) })
}

export function useRevealActs() {
  const queries = useQueryClient()
  return {
    setLimit: useMutation({
      mutationFn: (aDay: number) => answer(api.PUT('/api/v1/reveal-limit', { body: { a_day: aDay } })),
      onSuccess: () => queries.invalidateQueries({ queryKey: ['reveal-limit'] }),
    }),
    askForMore: useMutation({
      mutationFn: ({ body, key }: { body: RevealMoreIn; key: string }) => answer(api.POST('/api/v1/reveal-requests', { params: once(key), body })),
      onSuccess: () => queries.invalidateQueries({ queryKey: ['approvals'] }),
    }),
  }
}
