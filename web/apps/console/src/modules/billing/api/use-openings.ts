import { answer, api, once, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type Opening = components['schemas']['OpeningOut']
export type Movement = components['schemas']['Movement']
export type OpeningAct = 'use' | 'collect' | 'refunded' | 'forfeited' | 'handed_over'
export interface Acting {
  amount_fen: number
  method: 'cash' | 'transfer'
  reference: string
  reason: string
  voucher: string
  files: number[]
  day: string
}

/** What may be done with a brought-over balance, whoever may; nothing with one that is done with. */
export function actsOn(opening: Pick<Opening, 'kind' | 'creditor' | 'left_fen' | 'is_with_us'>): OpeningAct[] {
  if (opening.left_fen === 0) return []
  if (opening.kind === 'arrears') return opening.creditor === 'us' ? [] : ['collect']
  const ours: OpeningAct[] = opening.is_with_us ? ['refunded', ...(opening.kind === 'deposit' ? (['forfeited'] as const) : [])] : ['handed_over']
  return opening.kind === 'prepayment' ? ['use', ...ours] : opening.kind === 'deposit' ? ours : []
}

/** One opening document with all that happened to it. */
export function useOpening(id: Ref<number | null>) {
  return useQuery({
    queryKey: ['account', 'opening', id],
    staleTime: 0,
    enabled: computed(() => id.value !== null),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/openings/{opening_id}', { params: { path: { opening_id: id.value ?? 0 } }, signal })),
  })
}

export function useOpeningActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all(['payments', 'account', 'bills', 'takings'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
  const path = (id: number, key: string) => ({ path: { opening_id: id }, ...once(key) })
  async function send(opening: Opening, act: OpeningAct, said: Acting, key: string): Promise<string | null> {
    if (act === 'use') return (await answer(api.POST('/api/v1/openings/{opening_id}/use', { params: path(opening.id, key), body: { strategy: 'oldest_first', allocations: [], amount_fen: said.amount_fen } }))).receipt_no
    if (act === 'collect') {
      const body = { space_id: opening.space_id, creditor: opening.creditor as 'developer', amount_fen: said.amount_fen, method: said.method, reference: said.method === 'transfer' ? said.reference.trim() : '', strategy: 'chosen' as const, allocations: [{ bill_id: opening.id, amount_fen: said.amount_fen }] }
      return (await answer(api.POST('/api/v1/collections', { params: once(key), body }))).receipt_no
    }
    if (act === 'handed_over') await answer(api.POST('/api/v1/openings/handed-over', { params: once(key), body: { opening_ids: [opening.id], received_on: said.day, voucher: said.voucher.trim() } }))
    else await answer(api.POST('/api/v1/openings/{opening_id}/settle', { params: path(opening.id, key), body: { kind: act, amount_fen: said.amount_fen, reason: said.reason.trim(), voucher: said.voucher.trim(), voucher_file_ids: said.files } }))
    return null
  }
  return {
    act: useMutation({ mutationFn: ({ opening, act, said, key }: { opening: Opening; act: OpeningAct; said: Acting; key: string }) => send(opening, act, said, key), onSuccess: freshen }),
    undo: useMutation({
      mutationFn: ({ id, reason, key }: { id: number; reason: string; key: string }) => answer(api.POST('/api/v1/opening-acts/{act_id}/undo', { params: { path: { act_id: id }, ...once(key) }, body: { reason } })),
      onSuccess: freshen,
    }),
  }
}
