import { answer, api, ifMatch, once, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { type Ref } from 'vue'

export type Takeover = components['schemas']['TakeoverOut']
export type Line = components['schemas']['LineOut']
export type Stage = Takeover['stage']
type Moved = components['schemas']['MoveIn']['to']

export const STAGES: readonly Stage[] = ['survey', 'masters', 'openings', 'reconciliation', 'signed', 'live']
export const FIXED = ['households', 'rooms', 'building_area', 'parking'] as const
export const ARREARS = 'arrears/'
const WHOLE = new Set(['households', 'rooms', 'parking'])

/** Counts are whole; the area is kept in 0.01 m² and money in fen. */
export const isWhole = (key: string): boolean => WHOLE.has(key)
export function figureOf(key: string, value: number | null): string {
  if (value === null) return '—'
  return (isWhole(key) ? value : value / 100).toLocaleString('en-US', isWhole(key) ? {} : { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}
/** What was typed, as it is kept; null for what is no figure. */
export function figureFrom(key: string, text: string): number | null {
  const plain = text.replace(/[,，\s]/g, '')
  if (!(isWhole(key) ? /^\d{1,9}$/ : /^\d{1,11}(\.\d{1,2})?$/).test(plain)) return null
  return isWhole(key) ? Number(plain) : Math.round(Number(plain) * 100)
}

/** The project's takeover, null when none has begun; looked at again while its page is being drawn. */
export function useTakeover(projectId: Ref<number>) {
  return useQuery({
    queryKey: ['takeovers', projectId],
    queryFn: async ({ signal }) => {
      const { items } = await answer(api.GET('/api/v1/takeovers', { params: { query: { project_id: projectId.value, limit: 1 } }, signal }))
      return items[0] === undefined ? null : await answer(api.GET('/api/v1/takeovers/{takeover_id}', { params: { path: { takeover_id: items[0].id } }, signal }))
    },
    refetchInterval: ({ state }) => (state.data?.is_drawing ? 1500 : false),
  })
}

export function useTakeoverActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['takeovers'] })
  const path = (id: number) => ({ path: { takeover_id: id } })
  return {
    begin: useMutation({
      mutationFn: ({ body, key }: { body: components['schemas']['TakeoverIn']; key: string }) => answer(api.POST('/api/v1/takeovers', { params: once(key), body })),
      onSuccess: freshen,
    }),
    state: useMutation({
      mutationFn: ({ row, body }: { row: Takeover; body: components['schemas']['TotalsIn'] }) => answer(api.PUT('/api/v1/takeovers/{takeover_id}/totals', { params: path(row.id), body, headers: ifMatch(`"${row.revision}"`) })),
      onSettled: freshen,
    }),
    move: useMutation({
      mutationFn: ({ id, to, key }: { id: number; to: Moved; key: string }) => answer(api.POST('/api/v1/takeovers/{takeover_id}/move', { params: { ...once(key), ...path(id) }, body: { to } })),
      onSuccess: freshen,
    }),
    agree: useMutation({
      mutationFn: ({ id, body, key }: { id: number; body: { key: string; reason: string }; key: string }) => answer(api.POST('/api/v1/takeovers/{takeover_id}/agree', { params: { ...once(key), ...path(id) }, body })),
      onSuccess: freshen,
    }),
    sign: useMutation({
      mutationFn: ({ id, key }: { id: number; key: string }) => answer(api.POST('/api/v1/takeovers/{takeover_id}/sign', { params: { ...once(key), ...path(id) } })),
      onSuccess: freshen,
    }),
    goLive: useMutation({
      mutationFn: ({ id, starts_on, key }: { id: number; starts_on: string; key: string }) => answer(api.POST('/api/v1/takeovers/{takeover_id}/go-live', { params: { ...once(key), ...path(id) }, body: { starts_on } })),
      onSuccess: () => Promise.all([freshen(), queries.invalidateQueries({ queryKey: ['projects'] })]),
    }),
  }
}
