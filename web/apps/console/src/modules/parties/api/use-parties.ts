import { answer, api, ifMatch, once, useList, versioned, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { ownAsked } from '@console/modules/fields/own'
import { computed, ref, type Ref } from 'vue'

export type Party = components['schemas']['PartyOut']
export type PartyDetailed = components['schemas']['PartyDetail']
export type PartyIn = components['schemas']['PartyIn']
export type PartyChange = components['schemas']['PartyChange']
export type Holding = components['schemas']['HoldingOut']
export type HoldingIn = components['schemas']['HoldingIn']
export type HoldingChange = components['schemas']['HoldingChange']
export type TransferIn = components['schemas']['OwnershipTransferIn']
export type RevealField = components['schemas']['RevealIn']['field']
type Query = Record<string, string | number | undefined>

export const PARTY_ROLES = ['owner', 'co_owner', 'family', 'tenant', 'occupant', 'developer', 'prospective'] as const
export const OWNER_ROLES: readonly string[] = ['owner', 'co_owner']
export const VOTING_ROLES: readonly string[] = ['owner', 'co_owner', 'developer', 'prospective']
export const ID_KINDS = ['resident', 'hong_kong_macao_residence', 'taiwan_residence', 'foreign_permanent', 'passport', 'travel_permit', 'officer'] as const
export const TRANSFER_REASONS = ['sale', 'first_sale', 'gift', 'inheritance', 'court', 'other'] as const

/** Parties of a project; `isCutOff` when a search fits more people than could be looked through. */
export function useParties(projectId: Ref<number>, query: Ref<Query>): ListSource<Party> & { isCutOff: Ref<boolean> } {
  const isCutOff = ref(false)
  const source = useList<Party>({
    key: 'parties',
    query: computed(() => ({ ...query.value, project_id: projectId.value })),
    fetchPage: async (asked, signal) => {
      const page = await answer(api.GET('/api/v1/parties', { params: { query: ownAsked(asked) }, signal }))
      isCutOff.value = page.is_cut_off
      return page
    },
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/parties/count', { params: { query: ownAsked(asked) }, signal })),
  })
  return { ...source, isCutOff }
}

export function useParty(id: Ref<number>) {
  return useQuery({
    queryKey: ['parties', 'one', id],
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/parties/{party_id}', { params: { path: { party_id: id.value } }, signal })),
  })
}

export function useHoldings(partyId: Ref<number>) {
  return useQuery({
    queryKey: ['parties', 'holdings', partyId],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/holdings', { params: { query: { party_id: partyId.value, limit: 200 } }, signal }))).items,
  })
}

export function useDuplicates(id: Ref<number>) {
  return useQuery({
    queryKey: ['parties', 'duplicates', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/parties/{party_id}/possible-duplicates', { params: { path: { party_id: id.value } }, signal })),
  })
}

/** One field in full. Never cached: each look is a look, and leaves its own trace. */
export async function revealParty(id: number, field: RevealField, reason: string, phoneId: number | null = null): Promise<string> {
  return (await answer(api.POST('/api/v1/parties/{party_id}/reveal', { params: { path: { party_id: id } }, body: { field, reason, phone_id: phoneId } }))).value
}

export function usePartyActs() {
  const queries = useQueryClient()
  const freshen = () => Promise.all([queries.invalidateQueries({ queryKey: ['parties'] }), queries.invalidateQueries({ queryKey: ['spaces'] })])
  return {
    add: useMutation({
      mutationFn: ({ body, key }: { body: PartyIn; key: string }) => answer(api.POST('/api/v1/parties', { params: once(key), body })),
      onSuccess: freshen,
    }),
    change: useMutation({
      mutationFn: ({ id, body, etag }: { id: number; body: PartyChange; etag: string | null }) => answer(api.PATCH('/api/v1/parties/{party_id}', { params: { path: { party_id: id } }, body, headers: ifMatch(etag) })),
      onSettled: freshen,
    }),
    beginHolding: useMutation({
      mutationFn: ({ body, key }: { body: HoldingIn; key: string }) => answer(api.POST('/api/v1/holdings', { params: once(key), body })),
      onSuccess: freshen,
    }),
    changeHolding: useMutation({
      mutationFn: ({ holding, body }: { holding: Holding; body: HoldingChange }) => answer(api.PATCH('/api/v1/holdings/{holding_id}', { params: { path: { holding_id: holding.id } }, body, headers: ifMatch(`"${holding.revision}"`) })),
      onSettled: freshen,
    }),
    transfer: useMutation({
      mutationFn: ({ body, key }: { body: TransferIn; key: string }) => answer(api.POST('/api/v1/ownership-transfers', { params: once(key), body })),
      onSuccess: freshen,
    }),
  }
}
