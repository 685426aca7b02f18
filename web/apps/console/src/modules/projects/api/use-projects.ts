import { answer, api, ifMatch, once, useList, versioned, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { type Ref } from 'vue'
import { useSession } from '@console/modules/session/session'

export type Project = components['schemas']['ProjectOut']
export type ProjectIn = components['schemas']['ProjectIn']
export type ProjectChange = components['schemas']['ProjectChange']
export type ProjectRecord = components['schemas']['ProjectRecord']

export const PROJECT_KINDS = ['residential', 'commercial', 'office', 'industrial'] as const
export const PROJECT_STAGES = ['won', 'preparing', 'in_service', 'leaving', 'left'] as const
/** What may follow; the server judges again. */
export const NEXT_STAGES: Record<Project['stage'], readonly Project['stage'][]> = { won: ['preparing', 'left'], preparing: ['in_service', 'left'], in_service: ['leaving'], leaving: ['in_service', 'left'], left: [] }
export const BUSINESSES = ['property_fee', 'parking', 'leasing', 'paid_service'] as const

export function useProjects(query: Ref<Record<string, string | number | undefined>>): ListSource<Project> {
  return useList<Project>({
    key: 'projects',
    query,
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/projects', { params: { query: asked }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/projects/count', { params: { query: asked }, signal })),
  })
}

export function useProject(id: Ref<number>) {
  return useQuery({
    queryKey: ['projects', 'one', id],
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/projects/{project_id}', { params: { path: { project_id: id.value } }, signal })),
  })
}

/** Stages, places in the tree and companies over time. */
export function useProjectRecord(id: Ref<number>) {
  return useQuery({
    queryKey: ['projects', 'record', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/projects/{project_id}/record', { params: { path: { project_id: id.value } }, signal })),
  })
}

export function useProductModules() {
  return useQuery({ queryKey: ['product-modules'], staleTime: Infinity, queryFn: ({ signal }) => answer(api.GET('/api/v1/product-modules', { signal })) })
}

/** The writes of a project; the session knows names, places and modules too, so it is asked again. */
export function useProjectActs() {
  const queries = useQueryClient()
  const session = useSession()
  const freshen = () => Promise.all([queries.invalidateQueries({ queryKey: ['projects'] }), session.reload()])
  const path = (id: number) => ({ path: { project_id: id } })
  return {
    add: useMutation({
      mutationFn: ({ body, key }: { body: ProjectIn; key: string }) => answer(api.POST('/api/v1/projects', { params: once(key), body })),
      onSuccess: freshen,
    }),
    change: useMutation({
      mutationFn: ({ id, body, etag }: { id: number; body: ProjectChange; etag: string | null }) => answer(api.PATCH('/api/v1/projects/{project_id}', { params: path(id), body, headers: ifMatch(etag) })),
      onSuccess: freshen,
    }),
    switchModules: useMutation({
      mutationFn: ({ id, modules }: { id: number; modules: string[] }) => answer(api.PUT('/api/v1/projects/{project_id}/modules', { params: path(id), body: { modules } })),
      onSuccess: freshen,
    }),
    place: useMutation({
      mutationFn: ({ id, body }: { id: number; body: components['schemas']['PlacementIn'] }) => answer(api.PUT('/api/v1/projects/{project_id}/placement', { params: path(id), body })),
      onSuccess: freshen,
    }),
    assignEntity: useMutation({
      mutationFn: ({ id, body }: { id: number; body: components['schemas']['EntityAssignmentIn'] }) => answer(api.PUT('/api/v1/projects/{project_id}/entity', { params: path(id), body })),
      onSuccess: freshen,
    }),
  }
}
