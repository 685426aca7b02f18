import { answer, api, ifMatch, once, useList, type components, type ListSource } from '@manyhold/api'
import type { Tone } from '@manyhold/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type BillRun = components['schemas']['RunOut']
export type BillRunIn = components['schemas']['RunIn']
export type RunPreview = components['schemas']['RunPreview']
export type FeePreview = components['schemas']['FeePreview']
export const RUN_TONES: Record<BillRun['state'], Tone> = { draft: 'waiting', posted: 'steady', reversed: 'off' }
type Query = Record<string, string | number | undefined>

const WATCHED_EVERY_MS = 1_000

export function useRuns(projectId: Ref<number>, query: Ref<Query>): ListSource<BillRun> {
  return useList<BillRun>({
    key: 'bill-runs',
    query: computed(() => ({ ...query.value, project_id: projectId.value })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/bill-runs', { params: { query: asked }, signal })),
  })
}

export function useRun(id: Ref<number>) {
  return useQuery({
    queryKey: ['bill-runs', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/bill-runs/{run_id}', { params: { path: { run_id: id.value } }, signal })),
  })
}

/** What posting a draft would make now. */
export function useRunPreview(id: Ref<number>, isEnabled: Ref<boolean>) {
  return useQuery({
    queryKey: ['bill-runs', 'preview', id],
    enabled: isEnabled,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/bill-runs/{run_id}/preview', { params: { path: { run_id: id.value } }, signal })),
  })
}

/** The job that posts a run, watched until it ends. */
export function useRunJob(jobId: Ref<number | null>) {
  return useQuery<components['schemas']['JobOut']>({
    queryKey: ['jobs', 'one', jobId],
    enabled: computed(() => jobId.value !== null),
    refetchInterval: (query) => (query.state.data === undefined || ['queued', 'running'].includes(query.state.data.state) ? WATCHED_EVERY_MS : false),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: jobId.value ?? 0 } }, signal })),
  })
}

export function useRunActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all(['bill-runs', 'bills'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
  return {
    freshen,
    draft: useMutation({
      mutationFn: ({ body, key }: { body: BillRunIn; key: string }) => answer(api.POST('/api/v1/bill-runs', { params: once(key), body })),
      onSuccess: freshen,
    }),
    post: useMutation({
      mutationFn: ({ id, key }: { id: number; key: string }) => answer(api.POST('/api/v1/bill-runs/{run_id}/post', { params: { path: { run_id: id }, ...once(key) } })),
      onSettled: freshen,
    }),
    reverse: useMutation({
      mutationFn: ({ id, reason, key }: { id: number; reason: string; key: string }) => answer(api.POST('/api/v1/bill-runs/{run_id}/reverse', { params: { path: { run_id: id }, ...once(key) }, body: { reason } })),
      onSettled: freshen,
    }),
    discard: useMutation({
      mutationFn: async (id: number) => {
        const { response } = await api.GET('/api/v1/bill-runs/{run_id}', { params: { path: { run_id: id } } })
        await answer(api.DELETE('/api/v1/bill-runs/{run_id}', { params: { path: { run_id: id } }, headers: ifMatch(response.headers.get('etag')) }))
      },
      onSuccess: freshen,
    }),
  }
}
