import { answer, api } from '@manyhold/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { useSession } from '@console/modules/session/session'

/** What waits in the bar: unread messages, jobs under way, and approvals that wait for one. The stream of events refreshes them. */
export function useBadges(): { unread: ComputedRef<number>; running: ComputedRef<number>; hasJobs: ComputedRef<boolean>; approvals: ComputedRef<number> } {
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
  const hasApprovals = computed(() => session.may('approvals.take_part', null))
  const approvals = useQuery({
    queryKey: ['approvals', 'count', { view: 'waiting' }],
    enabled: hasApprovals,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/approval-requests/count', { params: { query: { view: 'waiting' } }, signal })),
  })
  return {
    unread: computed(() => unread.data.value?.count ?? 0),
    running: computed(() => running.data.value?.count ?? 0),
    hasJobs,
    approvals: computed(() => approvals.data.value?.count ?? 0),
  }
}
