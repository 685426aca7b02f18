import { answer, api, asProblem, type Problem } from '@manyhold/api'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { HOUSEHOLDS } from '@console/modules/spaces/states'

/** A space to take money for, with whoever was found by name or telephone. */
export interface DeskHit {
  spaceId: number
  label: string
  kind: string | null
  person: string | null
  role: string | null
  phone: string | null
}
const SHOWN = 8
const SHOWN_PEOPLE = 3
const PAYING_KINDS: readonly string[] = [...HOUSEHOLDS, 'parking', 'storage']

/** One box over rooms (label, code, 3-2-1803) and people (name, pinyin, phone tail); each hit is a space. */
export function useDeskSearch(projectId: Ref<number>): { typed: Ref<string>; hits: ComputedRef<DeskHit[]>; isLoading: ComputedRef<boolean>; isAnswered: ComputedRef<boolean>; problem: ComputedRef<Problem | null> } {
  const typed = ref('')
  const asked = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = value.trim()), 150)
  })
  const query = useQuery({
    queryKey: ['desk-search', projectId, asked],
    enabled: computed(() => asked.value !== ''),
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const wanted = { project_id: projectId.value, q: asked.value, limit: SHOWN }
      const [spaces, parties] = await Promise.all([
        answer(api.GET('/api/v1/spaces', { params: { query: { ...wanted, limit: 30 } }, signal })),
        answer(api.GET('/api/v1/parties', { params: { query: wanted }, signal })),
      ])
      const found = new Map<number, DeskHit>()
      for (const party of parties.items) {
        for (const held of party.holdings.filter((one) => one.project_id === projectId.value)) {
          if (!found.has(held.space_id)) found.set(held.space_id, { spaceId: held.space_id, label: held.label, kind: null, person: party.name, role: held.role, phone: party.phone })
        }
      }
      const byPlace = spaces.items
        .filter((one) => PAYING_KINDS.includes(one.kind) && !found.has(one.id))
        .map((one) => ({ spaceId: one.id, label: one.label, kind: one.kind, person: null, role: null, phone: null }))
      // Four digits are rooms of every building and a phone tail: the people keep some of the lines.
      const people = [...found.values()]
      return [...byPlace.slice(0, SHOWN - Math.min(people.length, SHOWN_PEOPLE)), ...people].slice(0, SHOWN)
    },
  })
  return {
    typed,
    hits: computed(() => (asked.value === '' ? [] : (query.data.value ?? []))),
    isLoading: computed(() => query.isFetching.value),
    isAnswered: computed(() => asked.value !== '' && asked.value === typed.value.trim() && !query.isFetching.value && query.data.value !== undefined),
    problem: computed(() => (query.error.value === null ? null : asProblem(query.error.value))),
  }
}
