import { answer, api, ifMatch, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { Ref } from 'vue'

type Schemas = components['schemas']
export type Incident = Schemas['IncidentOut']
export type IncidentDetailed = Schemas['IncidentDetail']
export type IncidentIn = Schemas['IncidentIn']

export const INCIDENT_KINDS = ['leak', 'tampering', 'loss', 'misuse'] as const

export function useIncidents(query: Ref<Record<string, string | number | undefined>>): ListSource<Incident> {
  return useList<Incident>({
    key: 'privacy-incidents',
    query,
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/privacy/incidents', { params: { query: asked as object }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/privacy/incidents/count', { params: { query: asked as object }, signal })),
  })
}

export function useIncident(id: Ref<number>) {
  return useQuery({
    queryKey: ['privacy-incidents', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/privacy/incidents/{incident_id}', { params: { path: { incident_id: id.value } }, signal })),
  })
}

export function useCategories() {
  return useQuery({ queryKey: ['privacy-categories'], staleTime: Infinity, queryFn: ({ signal }) => answer(api.GET('/api/v1/privacy/categories', { signal })) })
}

export function useIncidentActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['privacy-incidents'] })
  const at = (id: number, key?: string) => ({ path: { incident_id: id }, ...once(key) })
  return {
    open: useMutation({ mutationFn: ({ body, key }: { body: IncidentIn; key: string }) => answer(api.POST('/api/v1/privacy/incidents', { params: once(key), body })), onSuccess: freshen }),
    change: useMutation({ mutationFn: ({ row, body }: { row: IncidentDetailed; body: Schemas['IncidentChange'] }) => answer(api.PATCH('/api/v1/privacy/incidents/{incident_id}', { params: { path: { incident_id: row.id } }, body, headers: ifMatch(`"${row.revision}"`) })), onSettled: freshen }),
    log: useMutation({ mutationFn: ({ id, text, key }: { id: number; text: string; key: string }) => answer(api.POST('/api/v1/privacy/incidents/{incident_id}/log', { params: at(id, key), body: { text } })), onSettled: freshen }),
    count: useMutation({ mutationFn: (id: number) => answer(api.POST('/api/v1/privacy/incidents/{incident_id}/count', { params: at(id) })), onSettled: freshen }),
    tell: useMutation({ mutationFn: ({ id, body, key }: { id: number; body: Schemas['ToldIn']; key: string }) => answer(api.POST('/api/v1/privacy/incidents/{incident_id}/tell', { params: at(id, key), body })), onSettled: freshen }),
    close: useMutation({ mutationFn: ({ id, lessons, key }: { id: number; lessons: string; key: string }) => answer(api.POST('/api/v1/privacy/incidents/{incident_id}/close', { params: at(id, key), body: { lessons } })), onSettled: freshen }),
  }
}
