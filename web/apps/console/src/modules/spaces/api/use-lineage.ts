import { answer, api, ifMatch, once, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { Ref } from 'vue'

export type Lineage = components['schemas']['LineageOut']
export type RecutIn = components['schemas']['RecutIn']
export const RECUT_REASONS = ['owner_request', 'letting', 'survey', 'correction', 'other'] as const

/** What a space was before, and what became of it. */
export function useLineage(id: Ref<number>) {
  return useQuery({
    queryKey: ['spaces', 'lineage', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/spaces/{space_id}/lineage', { params: { path: { space_id: id.value } }, signal })),
  })
}

/** Who holds these spaces on a day, with shares and flags, so that they can be kept in what is opened. */
export async function holdersOf(spaceIds: number[], day: string): Promise<components['schemas']['HoldingOut'][]> {
  const pages = await Promise.all(spaceIds.map((space_id) => answer(api.GET('/api/v1/holdings', { params: { query: { space_id, in_force_on: day || undefined, limit: 50 } } }))))
  return pages.flatMap((page) => page.items)
}

export function useRecutActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all([queries.invalidateQueries({ queryKey: ['spaces'] }), queries.invalidateQueries({ queryKey: ['parties'] })])
  return {
    recut: useMutation({
      mutationFn: ({ body, key }: { body: RecutIn; key: string }) => answer(api.POST('/api/v1/space-lineages', { params: once(key), body })),
      onSuccess: freshen,
    }),
    reverse: useMutation({
      mutationFn: ({ lineage, reason, key }: { lineage: Lineage; reason: string; key: string }) =>
        answer(api.POST('/api/v1/space-lineages/{lineage_id}/reverse', { params: { path: { lineage_id: lineage.id }, header: { ...once(key).header, ...ifMatch(`"${lineage.revision}"`) } }, body: { reason } })),
      onSettled: freshen,
    }),
  }
}
