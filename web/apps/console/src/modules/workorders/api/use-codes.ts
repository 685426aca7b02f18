import { answer, api, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type SpaceCode = components['schemas']['CodeOut']
export type CodesIn = components['schemas']['CodesIn']
type Query = Record<string, string | number | undefined>

export const qrUrl = (id: number): string => `/api/v1/space-codes/${id}/qr.svg`

/** Codes in the order of their places; there is no count of them. */
export function useCodes(projectId: Ref<number>, query: Ref<Query>): ListSource<SpaceCode> {
  return useList<SpaceCode>({
    key: 'space-codes',
    query: computed(() => ({ ...query.value, project_id: projectId.value })),
    fetchPage: ({ in_force, ...asked }, signal) => answer(api.GET('/api/v1/space-codes', { params: { query: { ...asked, in_force: in_force !== 'false' } }, signal })),
  })
}

/** Everything that is to be printed: all pages, of a building or of the project, or the chosen ones of them. */
export function useCodesToPrint(projectId: Ref<number>, buildingId: Ref<number | null>, ids: Ref<number[]>) {
  return useQuery({
    queryKey: ['space-codes', 'print', projectId, buildingId, ids],
    queryFn: async ({ signal }) => {
      const found: SpaceCode[] = []
      const wanted = new Set(ids.value)
      let cursor: string | undefined
      do {
        const query = { project_id: projectId.value, building_id: buildingId.value ?? undefined, limit: 200, cursor }
        const page = await answer(api.GET('/api/v1/space-codes', { params: { query }, signal }))
        found.push(...page.items.filter((one) => wanted.size === 0 || wanted.delete(one.id)))
        cursor = ids.value.length > 0 && wanted.size === 0 ? undefined : (page.next_cursor ?? undefined)
      } while (cursor !== undefined)
      return found
    },
  })
}

export function useCodeActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['space-codes'] })
  return {
    make: useMutation({ mutationFn: ({ body, key }: { body: CodesIn; key: string }) => answer(api.POST('/api/v1/space-codes', { params: once(key), body })), onSuccess: freshen }),
    revoke: useMutation({
      mutationFn: (ids: number[]) => Promise.all(ids.map((code_id) => answer(api.DELETE('/api/v1/space-codes/{code_id}', { params: { path: { code_id } } })))),
      onSettled: freshen,
    }),
  }
}
