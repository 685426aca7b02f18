import { answer, api, asProblem, type components, type Problem } from '@manyhold/api'
import type { SearchHit } from '@manyhold/ui'
import { Building2, ClipboardList, DoorOpen, FileText, ReceiptText, UserRound } from '@lucide/vue'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Component, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { RouteLocationRaw } from 'vue-router'
import { useSession } from '@console/modules/session/session'

type Hit = components['schemas']['Hit']

const ICONS: Record<string, Component> = { space: DoorOpen, party: UserRound, project: Building2, work_order: ClipboardList, payment: ReceiptText }
const PAGES: Record<string, string> = { space: 'spaces', party: 'parties', project: 'home', person: 'people', work_order: 'work-orders', payment: 'payments' }

function placeOf(hit: Hit, mayOpen: (hit: Hit) => boolean): RouteLocationRaw {
  // Who finds places without reading them answers the telephone.
  if (hit.kind === 'space' && !mayOpen(hit)) return { name: 'group.calls', query: { q: hit.title } }
  const page = PAGES[hit.kind] ?? 'home'
  const query = page === 'home' ? {} : { open: String(hit.id) }
  return hit.project_id === null
    ? { name: `group.${page}`, query }
    : { name: `project.${page}`, params: { projectId: String(hit.project_id) }, query }
}

export function useSearch(): { typed: Ref<string>; hits: ComputedRef<SearchHit[]>; isLoading: ComputedRef<boolean>; problem: ComputedRef<Problem | null> } {
  const { t, te } = useI18n()
  const session = useSession()
  const typed = ref('')
  const asked = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = value.trim()), 200)
  })
  const isWorthAsking = computed(() => asked.value.length >= 2)
  const query = useQuery({
    queryKey: ['search', asked],
    enabled: isWorthAsking,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/search', { params: { query: { q: asked.value } }, signal })),
  })
  const kindLabel = (kind: string): string => (te(`shell.kind.${kind}`) ? t(`shell.kind.${kind}`) : kind)
  return {
    typed,
    hits: computed(() =>
      isWorthAsking.value
        ? (query.data.value ?? []).map((hit) => ({
            key: `${hit.kind}-${hit.id}`, icon: ICONS[hit.kind] ?? FileText, kindLabel: kindLabel(hit.kind), title: hit.title, subtitle: hit.subtitle, to: placeOf(hit, (one) => session.may('spaces.read', one.project_id)),
          }))
        : [],
    ),
    isLoading: computed(() => query.isFetching.value),
    problem: computed(() => (query.error.value === null ? null : asProblem(query.error.value))),
  }
}
