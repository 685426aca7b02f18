import { answer, api } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { type Ref } from 'vue'

/** What a project sets for its orders. */
export function useOrderSettings(projectId: Ref<number>) {
  const queries = useQueryClient()
  const queryKey = ['work-order-settings', projectId]
  return {
    query: useQuery({ queryKey, queryFn: ({ signal }) => answer(api.GET('/api/v1/work-order-settings/{project_id}', { params: { path: { project_id: projectId.value } }, signal })) }),
    save: useMutation({
      mutationFn: (needs_photo_to_finish: boolean) => answer(api.PUT('/api/v1/work-order-settings/{project_id}', { params: { path: { project_id: projectId.value } }, body: { needs_photo_to_finish } })),
      onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['work-order-settings'] }), queries.invalidateQueries({ queryKey: ['work-orders'] })]),
    }),
  }
}
