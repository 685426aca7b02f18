import { answer, api, ifMatch, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useSession } from '@console/modules/session/session'

export type OwnField = components['schemas']['OwnFieldOut']
export type OwnFieldIn = components['schemas']['GroupFieldIn']
export type OwnObject = components['schemas']['OwnObjectOut']
export type Filled = components['schemas']['FilledOut']
/** What takes own fields, as the server calls it. */
export type OwnData = 'space' | 'party' | 'order'
export const PROJECT_PREFIX = 'p_'

/** The own fields of an object, archived ones too: those that a project has, or in the group all in sight. */
export function useOwnFields(data: Ref<string>, projectId: Ref<number | null>) {
  const session = useSession()
  return useQuery({
    queryKey: ['own-fields', 'list', data, projectId], enabled: computed(() => data.value !== '' && session.may('standards.read', projectId.value)), staleTime: 300_000,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/own-fields', { params: { query: { object: data.value, ...(projectId.value === null ? {} : { project_id: projectId.value }) } }, signal })),
  })
}

export function useOwnObjects() {
  return useQuery({ queryKey: ['own-fields', 'objects'], staleTime: 600_000, queryFn: ({ signal }) => answer(api.GET('/api/v1/own-fields/objects', { signal })) })
}

export function useFilled() {
  return useQuery({ queryKey: ['own-fields', 'filled'], queryFn: ({ signal }) => answer(api.GET('/api/v1/own-fields/filled', { signal })) })
}

/** One personal value in full. Never cached: each look is a look, and leaves its own trace. */
export async function revealOwn(data: OwnData, id: number, field: string, reason: string): Promise<string> {
  return (await answer(api.POST('/api/v1/own-fields/{data}/{subject_id}/reveal', { params: { path: { data, subject_id: id } }, body: { field, reason } }))).value
}

export interface FieldKept { data: string; code: string; revision: number; projectId: number | null; body: OwnFieldIn }

export function useKeepOwnField() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ data, code, revision, projectId, body }: FieldKept) => {
      const headers = revision > 0 ? { headers: ifMatch(`"${revision}"`) } : {}
      if (projectId === null) return answer(api.PUT('/api/v1/own-fields/{data}/{code}', { params: { path: { data, code } }, body, ...headers }))
      const { project_kinds: _, ...own } = body
      return answer(api.PUT('/api/v1/projects/{project_id}/own-fields/{data}/{code}', { params: { path: { project_id: projectId, data, code } }, body: own, ...headers }))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['own-fields'] }),
  })
}
