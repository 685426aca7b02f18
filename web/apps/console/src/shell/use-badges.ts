import { answer, api } from '@manyhold/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { useSession } from '@console/modules/session/session'

/** What waits in the bar: unread messages and jobs under way. The stream of events refreshes both. */
export function useBadges(): { unread: ComputedRef<number>; running: ComputedRef<number>; hasJobs: ComputedRef<boolean> } {
  const session = useSession()
  const hasJobs = computed(() => session.may('jobs.read', null))
  const unread = useQuery({
    queryKey: ['messages', 'count', { unread: true }],
    refetchInterval: 60_000,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/messages/count', { params: { query: { unread: true } }, signal })),
  })
  const running = useQuery({
    queryKey: ['jobs', 'count', { state: 'running' }],
    enabled: hasJobs,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/jobs/count', { params: { query: { state: 'running' } }, signal })),
  })
  return {
    unread: computed(() => unread.data.value?.count ?? 0),
    running: computed(() => running.data.value?.count ?? 0),
    hasJobs,
  }
}
