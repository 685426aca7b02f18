import { answer, api, ifMatch, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { Ref } from 'vue'

type Schemas = components['schemas']
export type Activity = Schemas['ActivityOut']
export type ActivityIn = Schemas['ActivityIn']
export type Clock = Schemas['ClockOut']
export type Run = Schemas['RetentionRunOut']
export type Settings = Schemas['PrivacySettings']
export type LookReport = Schemas['LookReport']

export const BASES = ['consent', 'contract', 'legal_duty', 'emergency', 'staff'] as const

export function useActivities(query: Ref<Record<string, string | number | undefined>>): ListSource<Activity> {
  return useList<Activity>({
    key: 'privacy-activities',
    query,
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/privacy/activities', { params: { query: asked as object }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/privacy/activities/count', { params: { query: asked as object }, signal })),
  })
}

export function useActivityActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['privacy-activities'] })
  return {
    prefill: useMutation({ mutationFn: () => answer(api.POST('/api/v1/privacy/activities/prefill', { params: once() })), onSuccess: freshen }),
    enter: useMutation({ mutationFn: ({ body, key }: { body: ActivityIn; key: string }) => answer(api.POST('/api/v1/privacy/activities', { params: once(key), body })), onSuccess: freshen }),
    change: useMutation({
      mutationFn: ({ row, body }: { row: Activity; body: Schemas['ActivityChange'] }) => answer(api.PATCH('/api/v1/privacy/activities/{activity_id}', { params: { path: { activity_id: row.id } }, body, headers: ifMatch(`"${row.revision}"`) })),
      onSettled: freshen,
    }),
  }
}

export function useClocks() {
  return useQuery({ queryKey: ['privacy-retention', 'clocks'], queryFn: ({ signal }) => answer(api.GET('/api/v1/privacy/retention/clocks', { signal })) })
}

export function useRuns() {
  return useQuery({
    queryKey: ['privacy-retention', 'runs'],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/privacy/retention/runs', { params: { query: { limit: 50 } }, signal }))).items,
    refetchInterval: (query) => (query.state.data?.some((one) => one.state === 'confirmed') ? 2000 : false),
  })
}

export function useDue(runId: Ref<number | null>) {
  return useQuery({
    queryKey: ['privacy-retention', 'due', runId],
    enabled: () => runId.value !== null,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/privacy/retention/runs/{retention_run_id}/due', { params: { path: { retention_run_id: runId.value ?? 0 } }, signal })),
  })
}

export function useRetentionActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['privacy-retention'] })
  return {
    set: useMutation({ mutationFn: ({ category, months }: { category: string; months: number }) => answer(api.PUT('/api/v1/privacy/retention/clocks/{category}', { params: { path: { category } }, body: { months } })), onSettled: freshen }),
    look: useMutation({ mutationFn: () => answer(api.POST('/api/v1/privacy/retention/runs')), onSettled: freshen }),
    confirm: useMutation({ mutationFn: (id: number) => answer(api.POST('/api/v1/privacy/retention/runs/{retention_run_id}/confirm', { params: { path: { retention_run_id: id }, ...once() } })), onSettled: freshen }),
  }
}

export function usePrivacySettings() {
  return useQuery({ queryKey: ['privacy-settings'], queryFn: ({ signal }) => answer(api.GET('/api/v1/privacy/settings', { signal })) })
}

export function useSetPrivacySettings() {
  const queries = useQueryClient()
  return useMutation({ mutationFn: (body: Settings) => answer(api.PUT('/api/v1/privacy/settings', { body })), onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['privacy-settings'] }), queries.invalidateQueries({ queryKey: ['privacy-incidents'] })]) })
}

export function useLooks(asked: Ref<{ from?: string; to?: string; project_id?: number; unusual?: boolean }>) {
  return useQuery({ queryKey: ['privacy-looks', asked], queryFn: ({ signal }) => answer(api.GET('/api/v1/privacy/looks', { params: { query: asked.value }, signal })) })
}
