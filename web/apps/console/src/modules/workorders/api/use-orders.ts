import { answer, api, ifMatch, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { ownAsked } from '@console/modules/fields/own'
import { computed, type Ref } from 'vue'

export type OrderRow = components['schemas']['OrderRow']
export type Order = components['schemas']['OrderOut']
export type OrderIn = components['schemas']['OrderIn']
export type Entry = components['schemas']['EntryOut']
export type Candidate = components['schemas']['CandidateOut']
export type OrderState = OrderRow['state']
type Query = Record<string, string | number | undefined>

/** What files of orders are stored for; whoever may read orders may see them. */
export const PHOTO_PURPOSE = 'workorders.photo'
export const ORDER_FILTERS = ['state', 'is_open', 'late', 'category', 'urgency', 'assignee_id', 'building_id', 'space_id', 'project_id', 'from_period', 'to_period', 'finished_from', 'finished_to', 'own'] as const

const FLAGS = ['is_open', 'late']
/** The address holds words; the API wants the yes and no of a filter as such. */
const asked = (query: Query): Record<string, string | number | boolean | string[] | undefined> =>
  Object.fromEntries(Object.entries(ownAsked(query)).map(([key, value]) => [key, FLAGS.includes(key) && value !== undefined ? value === 'true' : value]))

/** Orders of a project, or of all that one may see. */
export function useOrders(projectId: Ref<number | null>, query: Ref<Query>): ListSource<OrderRow> {
  return useList<OrderRow>({
    key: 'work-orders',
    query: computed(() => (projectId.value === null ? query.value : { ...query.value, project_id: projectId.value })),
    fetchPage: (wanted, signal) => answer(api.GET('/api/v1/work-orders', { params: { query: asked(wanted) }, signal })),
    fetchCount: (wanted, signal) => answer(api.GET('/api/v1/work-orders/count', { params: { query: asked(wanted) }, signal })),
  })
}

export function useOrder(id: Ref<number>) {
  return useQuery({
    queryKey: ['work-orders', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/work-orders/{order_id}', { params: { path: { order_id: id.value } }, signal })),
  })
}

export function useTimeline(id: Ref<number>) {
  return useQuery({
    queryKey: ['work-orders', 'timeline', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/work-orders/{order_id}/timeline', { params: { path: { order_id: id.value } }, signal })),
  })
}

/** Who may be given the order, those with the least in hand first. */
export function useCandidates(id: Ref<number>, isEnabled: Ref<boolean>) {
  return useQuery({
    queryKey: ['work-orders', 'candidates', id],
    enabled: isEnabled,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/work-orders/{order_id}/candidates', { params: { path: { order_id: id.value } }, signal })),
  })
}

/** The last orders at one place, with how many there are in all. */
export function useOrdersAt(spaceId: Ref<number | null>, isOpenOnly: boolean, limit: number) {
  const query = computed(() => ({ space_id: spaceId.value ?? undefined, ...(isOpenOnly ? { is_open: true } : {}) }))
  return useQuery({
    queryKey: ['work-orders', 'at', query, limit],
    enabled: computed(() => spaceId.value !== null),
    queryFn: async ({ signal }) => {
      const [page, count] = await Promise.all([
        answer(api.GET('/api/v1/work-orders', { params: { query: { ...query.value, limit } }, signal })),
        answer(api.GET('/api/v1/work-orders/count', { params: { query: query.value }, signal })),
      ])
      return { rows: page.items, count: count.count }
    },
  })
}

/** Name and phone of the reporter. Never cached: each look is a look, and leaves its own trace. */
export async function revealContact(id: number, reason: string): Promise<string> {
  const contact = await answer(api.POST('/api/v1/work-orders/{order_id}/contact', { params: { path: { order_id: id }, ...once() }, body: { reason } }))
  return [contact.reporter_name, contact.contact_phone].filter(Boolean).join(' ')
}

type Bodies = components['schemas']
export type OrderAct =
  | { act: 'verify'; body: Bodies['VerifyIn'] }
  | { act: 'assign'; body: Bodies['AssignIn'] }
  | { act: 'accept' | 'close'; body: Bodies['NoteIn'] }
  | { act: 'refuse'; body: Bodies['RefuseIn'] }
  | { act: 'finish'; body: Bodies['FinishIn'] }
  | { act: 'rate'; body: Bodies['RateIn'] }
  | { act: 'cancel'; body: Bodies['CancelIn'] }
  | { act: 'reopen'; body: Bodies['ReopenIn'] }

function send(id: number, key: string, { act, body }: OrderAct): Promise<Order> {
  const params = { path: { order_id: id }, ...once(key) }
  switch (act) {
    case 'verify': return answer(api.POST('/api/v1/work-orders/{order_id}/verify', { params, body }))
    case 'assign': return answer(api.POST('/api/v1/work-orders/{order_id}/assign', { params, body }))
    case 'accept': return answer(api.POST('/api/v1/work-orders/{order_id}/accept', { params, body }))
    case 'close': return answer(api.POST('/api/v1/work-orders/{order_id}/close', { params, body }))
    case 'refuse': return answer(api.POST('/api/v1/work-orders/{order_id}/refuse', { params, body }))
    case 'finish': return answer(api.POST('/api/v1/work-orders/{order_id}/finish', { params, body }))
    case 'rate': return answer(api.POST('/api/v1/work-orders/{order_id}/rate', { params, body }))
    case 'cancel': return answer(api.POST('/api/v1/work-orders/{order_id}/cancel', { params, body }))
    case 'reopen': return answer(api.POST('/api/v1/work-orders/{order_id}/reopen', { params, body }))
  }
}

export function useOrderActs() {
  const queries = useQueryClient()
  /** On refusal too: what was refused had usually been done by somebody else a moment before. */
  const freshen = () => queries.invalidateQueries({ queryKey: ['work-orders'] })
  return {
    report: useMutation({
      mutationFn: ({ body, key }: { body: OrderIn; key: string }) => answer(api.POST('/api/v1/work-orders', { params: once(key), body })),
      onSuccess: freshen,
    }),
    act: useMutation({
      mutationFn: ({ id, key, ...wanted }: { id: number; key: string } & OrderAct) => send(id, key, wanted),
      onSuccess: (order) => queries.setQueryData(['work-orders', 'one', order.id], order),
      onSettled: freshen,
    }),
    change: useMutation({
      mutationFn: ({ id, body, revision }: { id: number; body: Bodies['OrderChange']; revision: number }) => answer(api.PATCH('/api/v1/work-orders/{order_id}', { params: { path: { order_id: id } }, body, headers: ifMatch(`"${revision}"`) })),
      onSettled: freshen,
    }),
    note: useMutation({
      mutationFn: ({ id, key, body }: { id: number; key: string; body: Bodies['AddNoteIn'] }) => answer(api.POST('/api/v1/work-orders/{order_id}/note', { params: { path: { order_id: id }, ...once(key) }, body })),
      onSettled: freshen,
    }),
  }
}
