import { answer, api, once, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import type { Ref } from 'vue'

export type Directory = components['schemas']['DirectoryOut']
export type DirectoryChange = components['schemas']['DirectoryChangeOut']
export type ApplyIn = components['schemas']['DirectoryApplyIn']
export const KINDS = ['new', 'changed', 'gone'] as const
const isBusy = (one: Directory): boolean => one.last?.state === 'reading' || one.last?.state === 'applying'

/** The directories; asked again every two seconds while one is being read or applied. */
export function useDirectories() {
  return useQuery({
    queryKey: ['staff-directories'],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/staff-directories', { signal })),
    refetchInterval: (query) => (query.state.data?.some(isBusy) ? 2000 : false),
  })
}

/** What a reading found different of one kind, up to two hundred at a time. */
export function useChanges(readingId: Ref<number | null>, kind: Ref<DirectoryChange['kind']>, stamp: Ref<string>) {
  return useQuery({
    queryKey: ['staff-directories', 'changes', readingId, kind, stamp],
    enabled: () => readingId.value !== null,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/staff-directory-readings/{reading_id}/changes', { params: { path: { reading_id: readingId.value! }, query: { kind: kind.value, limit: 200 } }, signal })),
  })
}

export function useDirectoryActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all([queries.invalidateQueries({ queryKey: ['staff-directories'] }), queries.invalidateQueries({ queryKey: ['staff'] })])
  return {
    read: useMutation({ mutationFn: ({ provider, key }: { provider: Directory['provider']; key: string }) => answer(api.POST('/api/v1/staff-directories/{provider}/readings', { params: { path: { provider }, ...once(key) } })), onSettled: freshen }),
    apply: useMutation({ mutationFn: ({ id, key, body }: { id: number; key: string; body: ApplyIn }) => answer(api.POST('/api/v1/staff-directory-readings/{reading_id}/apply', { params: { path: { reading_id: id }, ...once(key) }, body })), onSettled: freshen }),
  }
}
