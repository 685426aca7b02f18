import { answer, api, asProblem, type components, type Problem } from '@manyhold/api'
import { keepPreviousData, useMutation, useQuery, type UseMutationReturnType } from '@tanstack/vue-query'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'

export type Household = components['schemas']['Household']
export type PlaceHit = components['schemas']['Hit']
type LookIn = components['schemas']['HouseholdLookIn']

interface PlaceSearch {
  typed: Ref<string>
  hits: ComputedRef<PlaceHit[]>
  isLoading: ComputedRef<boolean>
  isAnswered: ComputedRef<boolean>
  problem: ComputedRef<Problem | null>
}

/** Places of the whole group, or of one project: an agent on the phone finds any of them. */
export function usePlaceSearch(projectId: Ref<number | null>): PlaceSearch {
  const typed = ref('')
  const asked = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = value.trim()), 200)
  })
  const query = useQuery({
    queryKey: ['call-search', projectId, asked],
    enabled: computed(() => asked.value.length >= 2),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/search', { params: { query: { q: asked.value, project_id: projectId.value ?? undefined } }, signal })),
  })
  return {
    typed,
    hits: computed(() => (asked.value.length < 2 ? [] : (query.data.value ?? []).filter((hit) => hit.kind === 'space'))),
    isLoading: computed(() => query.isFetching.value),
    isAnswered: computed(() => asked.value.length >= 2 && asked.value === typed.value.trim() && !query.isFetching.value && query.data.value !== undefined),
    problem: computed(() => (query.error.value === null ? null : asProblem(query.error.value))),
  }
}

/** Opens one household for a caller or a reason; the server keeps a record of each look, so nothing is asked twice by itself. */
export function useLook(): UseMutationReturnType<Household, Error, { spaceId: number; body: LookIn }, unknown> {
  return useMutation({
    mutationFn: ({ spaceId, body }: { spaceId: number; body: LookIn }) => answer(api.POST('/api/v1/spaces/{space_id}/household-looks', { params: { path: { space_id: spaceId } }, body })),
  })
}
