import { answer, api, ifMatch, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type Dictionary = components['schemas']['DictionaryOut']
export type DictionaryEntry = components['schemas']['DictionaryEntryOut']
export type DictionaryEntryIn = components['schemas']['DictionaryEntryIn']
export const PROJECT_PREFIX = 'p_'

export function useDictionaries() {
  return useQuery({ queryKey: ['dictionaries', 'list'], queryFn: ({ signal }) => answer(api.GET('/api/v1/dictionaries', { signal })) })
}

/** All entries of a dictionary, retired ones too; of projects those in sight, or of one. */
export function useEntries(dictionary: Ref<string>, projectId: Ref<number | null>, isEnabled: Ref<boolean> = computed(() => true)) {
  return useQuery({
    queryKey: ['dictionaries', 'entries', dictionary, projectId], enabled: computed(() => isEnabled.value && dictionary.value !== ''), staleTime: 300_000,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/dictionaries/{dictionary}/entries', { params: { path: { dictionary: dictionary.value }, query: projectId.value === null ? {} : { project_id: projectId.value } }, signal })),
  })
}

export interface EntryKept { dictionary: string; code: string; parent: string; revision: number; body: DictionaryEntryIn; projectId: number | null }

export function useKeepEntry() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ dictionary, code, parent, revision, body, projectId }: EntryKept) => {
      const sent = { body, ...(revision > 0 ? { headers: ifMatch(`"${revision}"`) } : {}) }
      return projectId === null
        ? answer(api.PUT('/api/v1/dictionaries/{dictionary}/entries/{code}', { params: { path: { dictionary, code }, query: { parent } }, ...sent }))
        : answer(api.PUT('/api/v1/projects/{project_id}/dictionaries/{dictionary}/entries/{code}', { params: { path: { project_id: projectId, dictionary, code }, query: { parent } }, ...sent }))
    },
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ['dictionaries'] }), queries.invalidateQueries({ queryKey: ['work-order-catalogue'] })]),
  })
}
