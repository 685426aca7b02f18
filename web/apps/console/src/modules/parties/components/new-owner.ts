import type { components } from '@manyhold/api'

type NewOwner = components['schemas']['NewOwner']

/** What is typed of one new owner: a party that is known, or a new one. */
export interface OwnerDraft {
  isKnown: boolean
  partyId: number | null
  kind: 'person' | 'company'
  name: string
  phone: string
  idNumber: string
  role: 'owner' | 'co_owner'
  /** In percent, empty when nobody said. */
  share: string
}

export function emptyOwner(): OwnerDraft {
  return { isKnown: true, partyId: null, kind: 'person', name: '', phone: '', idNumber: '', role: 'owner', share: '' }
}

/** The key of the sentence that says what is wrong, or null. */
export function ownerFault(draft: OwnerDraft): string | null {
  if (draft.isKnown ? draft.partyId === null : draft.name.trim() === '') return 'spaces.transfer.ownerMissing'
  const share = Number(draft.share)
  return draft.share === '' || (/^\d{1,3}(\.\d{1,2})?$/.test(draft.share) && share > 0 && share <= 100) ? null : 'parties.hold.shareRule'
}

export function toNewOwner(draft: OwnerDraft, place: number): NewOwner {
  const flags = { role: draft.role, share: draft.share === '' ? null : (Number(draft.share) / 100).toFixed(4), is_payer: place === 0, is_contact: true, is_vote_representative: place === 0 }
  if (draft.isKnown) return { ...flags, party_id: draft.partyId, party: null }
  const number = draft.idNumber.trim()
  return {
    ...flags, party_id: null,
    party: { kind: draft.kind, name: draft.name.trim(), phones: draft.phone.trim() === '' ? [] : [draft.phone.trim()], id_kind: number === '' ? '' : draft.kind === 'company' ? 'credit_code' : 'resident', id_number: number, gender: '' },
  }
}
