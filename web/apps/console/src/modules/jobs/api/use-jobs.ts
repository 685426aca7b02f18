import { answer, api, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type Job = components['schemas']['JobOut']

export function useJobs(projectId: Ref<number | null>, query: Ref<Record<string, string | number | undefined>>): ListSource<Job> {
  return useList<Job>({
    key: 'jobs',
    pageSize: 30,
    query: computed(() => ({ ...query.value, project_id: projectId.value ?? undefined })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/jobs', { params: { query: asked }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/jobs/count', { params: { query: asked }, signal })),
  })
}

export function useCancelJob() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: number) => answer(api.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id: id }, ...once() } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
  })
}
