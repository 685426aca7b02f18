import { answer, api } from '@manyhold/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { usePlace } from '@console/modules/session/use-place'

/** What waits in a project, asked only where one may look. */
export function useToday(projectId: Ref<number>) {
  const { may, project } = usePlace()
  const isOn = (module: string): boolean => project.value?.modules.includes(module) ?? false
  const asked = computed(() => ({ orders: isOn('workorders') && may('workorders.read'), bills: isOn('billing') && may('billing.read'), jobs: may('jobs.read'), spaces: may('spaces.read'), parties: may('parties.read') }))
  return useQuery({
    queryKey: ['home', 'today', projectId, asked],
    queryFn: async ({ signal }) => {
      const project_id = projectId.value
      const count = async (call: Promise<{ data?: { count: number }; response: Response }>, isAsked = true): Promise<number> => (isAsked ? (await answer(call)).count : 0)
      const none = Promise.resolve({ data: { count: 0 }, response: new Response() })
      const { orders, bills, jobs, spaces, parties } = asked.value
      const [late, waiting, open, overdue, failed, unread, undelivered, places, people] = await Promise.all([
        count(orders ? api.GET('/api/v1/work-orders/count', { params: { query: { project_id, late: true, is_open: true } }, signal }) : none),
        count(orders ? api.GET('/api/v1/work-orders/count', { params: { query: { project_id, state: 'reported' } }, signal }) : none),
        count(orders ? api.GET('/api/v1/work-orders/count', { params: { query: { project_id, is_open: true } }, signal }) : none),
        count(bills ? api.GET('/api/v1/bills/count', { params: { query: { project_id, state: 'overdue' } }, signal }) : none),
        count(jobs ? api.GET('/api/v1/jobs/count', { params: { query: { project_id, state: 'failed' } }, signal }) : none),
        count(api.GET('/api/v1/messages/count', { params: { query: { unread: true } }, signal })),
        count(spaces ? api.GET('/api/v1/spaces/count', { params: { query: { project_id, kind: 'room', delivery_state: 'notified' } }, signal }) : none),
        count(spaces ? api.GET('/api/v1/spaces/count', { params: { query: { project_id } }, signal }) : none),
        count(parties ? api.GET('/api/v1/parties/count', { params: { query: { project_id } }, signal }) : none),
      ])
      return { late, waiting, open, overdue, failed, unread, undelivered, places, people }
    },
  })
}
