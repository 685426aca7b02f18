import { answer, api, ifMatch, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { Ref } from 'vue'

type Schemas = components['schemas']
export type Assessment = Schemas['AssessmentOut']
export type AssessmentDetailed = Schemas['AssessmentDetail']
export type AssessmentIn = Schemas['AssessmentIn']
export type Risk = Schemas['Risk']

export const OCCASIONS = ['sensitive', 'automated', 'entrusted', 'shared', 'published', 'abroad', 'other'] as const
export const CONCLUSIONS = ['go', 'go_with', 'no_go'] as const
export const LEVELS = ['low', 'middle', 'high'] as const

export function useAssessments(query: Ref<Record<string, string | number | undefined>>): ListSource<Assessment> {
  return useList<Assessment>({
    key: 'privacy-assessments',
    query,
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/privacy/assessments', { params: { query: asked as object }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/privacy/assessments/count', { params: { query: asked as object }, signal })),
  })
}

export function useAssessment(id: Ref<number>) {
  return useQuery({
    queryKey: ['privacy-assessments', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/privacy/assessments/{assessment_id}', { params: { path: { assessment_id: id.value } }, signal })),
    refetchInterval: (query) => (query.state.data?.state === 'signed' && query.state.data.file === null ? 2000 : false),
  })
}

export function useAssessmentActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['privacy-assessments'] })
  const at = (id: number) => ({ path: { assessment_id: id } })
  return {
    begin: useMutation({ mutationFn: ({ body, key }: { body: AssessmentIn; key: string }) => answer(api.POST('/api/v1/privacy/assessments', { params: once(key), body })), onSuccess: freshen }),
    write: useMutation({ mutationFn: ({ row, body }: { row: AssessmentDetailed; body: AssessmentIn }) => answer(api.PUT('/api/v1/privacy/assessments/{assessment_id}', { params: at(row.id), body, headers: ifMatch(`"${row.revision}"`) })), onSettled: freshen }),
    sign: useMutation({ mutationFn: ({ id, key }: { id: number; key: string }) => answer(api.POST('/api/v1/privacy/assessments/{assessment_id}/sign', { params: { ...at(id), ...once(key) } })), onSettled: freshen }),
    revise: useMutation({ mutationFn: (id: number) => answer(api.POST('/api/v1/privacy/assessments/{assessment_id}/revise', { params: { ...at(id), ...once() } })), onSuccess: freshen }),
  }
}
