import { answer, api, ifMatch, once, type components } from '@manyhold/api'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

type Schemas = components['schemas']
export type Departure = Schemas['DepartureOut']
export type Total = Schemas['TotalOut']
export type Line = Schemas['MatterOut']
export type Stage = Departure['stage']
export type Decision = Exclude<Total['decision'], ''>
type Moved = Schemas['StageIn']['to']

export const STAGES: readonly Stage[] = ['notice', 'last_day', 'final_runs', 'balances', 'package', 'signed', 'left']
const MONEY: readonly string[] = ['prepayment', 'deposit', 'arrears']
const CHOICES: Record<string, readonly Decision[]> = { prepayment: ['refund', 'hand_over'], deposit: ['refund', 'hand_over'], arrears: ['hand_over', 'keep'], order: ['hand_over', 'keep'], agreement: ['hand_over', 'keep'] }

export interface KindSums {
  kind: string
  isMoney: boolean
  lines: number
  amountFen: number
  undecided: number
  choices: readonly Decision[]
  decided: { decision: Decision; lines: number; amountFen: number }[]
}

/** The control totals, one row for each kind in the order in which they come. */
export function byKind(totals: readonly Total[]): KindSums[] {
  return [...new Set(totals.map((one) => one.kind))].map((kind) => {
    const its = totals.filter((one) => one.kind === kind)
    return {
      kind,
      isMoney: MONEY.includes(kind),
      lines: its.reduce((sum, one) => sum + one.lines, 0),
      amountFen: its.reduce((sum, one) => sum + one.amount_fen, 0),
      undecided: its.find((one) => one.decision === '')?.lines ?? 0,
      choices: CHOICES[kind] ?? ['hand_over'],
      decided: its.flatMap((one) => (one.decision === '' ? [] : [{ decision: one.decision, lines: one.lines, amountFen: one.amount_fen }])),
    }
  })
}

/** The project's departure, null when none has begun; looked at again while something is being made. */
export function useDeparture(projectId: Ref<number>) {
  return useQuery({
    queryKey: ['departures', projectId],
    queryFn: async ({ signal }) => {
      const { items } = await answer(api.GET('/api/v1/departures', { params: { query: { project_id: projectId.value, limit: 1 } }, signal }))
      return items[0] === undefined ? null : await answer(api.GET('/api/v1/departures/{departure_id}', { params: { path: { departure_id: items[0].id } }, signal }))
    },
    refetchInterval: ({ state }) => (state.data?.is_drawing || state.data?.is_packing ? 1500 : false),
  })
}

/** What is open of one kind, fifty at a time. */
export function useLines(departureId: Ref<number>, kind: Ref<string | null>) {
  return useInfiniteQuery({
    queryKey: ['departures', departureId, 'lines', kind],
    enabled: computed(() => kind.value !== null),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) => answer(api.GET('/api/v1/departures/{departure_id}/lines', { params: { path: { departure_id: departureId.value }, query: { kind: kind.value ?? undefined, cursor: pageParam } }, signal })),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
}

export function usePossibleReaders(departureId: Ref<number>, isAsked: Ref<boolean>) {
  return useQuery({
    queryKey: ['departures', departureId, 'readers'],
    enabled: isAsked,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/departures/{departure_id}/possible-readers', { params: { path: { departure_id: departureId.value } }, signal })),
  })
}

export function useDepartureActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all([queries.invalidateQueries({ queryKey: ['departures'] }), queries.invalidateQueries({ queryKey: ['projects'] })])
  const on = (id: number, key: string) => ({ ...once(key), path: { departure_id: id } })
  return {
    begin: useMutation({ mutationFn: ({ body, key }: { body: Schemas['DepartureIn']; key: string }) => answer(api.POST('/api/v1/departures', { params: once(key), body })), onSuccess: freshen }),
    setLastDay: useMutation({
      mutationFn: ({ row, day }: { row: Departure; day: string }) => answer(api.PUT('/api/v1/departures/{departure_id}/last-day', { params: { path: { departure_id: row.id } }, body: { last_billing_on: day }, headers: ifMatch(`"${row.revision}"`) })),
      onSettled: freshen,
    }),
    move: useMutation({ mutationFn: ({ id, to, reason, key }: { id: number; to: Moved; reason?: string; key: string }) => answer(api.POST('/api/v1/departures/{departure_id}/move', { params: on(id, key), body: { to, unbilled_reason: reason ?? '' } })), onSuccess: freshen }),
    gather: useMutation({ mutationFn: ({ id, key }: { id: number; key: string }) => answer(api.POST('/api/v1/departures/{departure_id}/gather', { params: on(id, key) })), onSuccess: freshen }),
    decide: useMutation({
      mutationFn: ({ id, key, ...said }: { id: number; key: string; decision: Decision; kind?: string; line_ids?: number[] }) => answer(api.POST('/api/v1/departures/{departure_id}/decide', { params: on(id, key), body: { note: '', kind: '', line_ids: [], ...said } })),
      onSuccess: freshen,
    }),
    pack: useMutation({ mutationFn: ({ id, key }: { id: number; key: string }) => answer(api.POST('/api/v1/departures/{departure_id}/package', { params: on(id, key) })), onSuccess: freshen }),
    sign: useMutation({ mutationFn: ({ id, body, key }: { id: number; body: Schemas['LeaveIn']; key: string }) => answer(api.POST('/api/v1/departures/{departure_id}/sign', { params: on(id, key), body })), onSuccess: freshen }),
    withdraw: useMutation({ mutationFn: ({ id, reason, key }: { id: number; reason: string; key: string }) => answer(api.POST('/api/v1/departures/{departure_id}/withdraw', { params: on(id, key), body: { reason } })), onSuccess: freshen }),
  }
}
