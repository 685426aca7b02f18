import { describe, expect, it } from 'vitest'
import { emptyOwner, ownerFault, toNewOwner } from './new-owner'

describe('new owner', () => {
  it('wants somebody', () => {
    expect(ownerFault(emptyOwner())).toBe('spaces.transfer.ownerMissing')
    expect(ownerFault({ ...emptyOwner(), partyId: 7 })).toBeNull()
    expect(ownerFault({ ...emptyOwner(), partyId: 7, share: '120' })).toBe('parties.hold.shareRule')
  })
  it('says a share as part of the whole and lets the first one pay', () => {
    expect(toNewOwner({ ...emptyOwner(), partyId: 7, share: '33.33' }, 0)).toMatchObject({ party_id: 7, share: '0.3333', is_payer: true })
    expect(toNewOwner({ ...emptyOwner(), partyId: 8, share: '' }, 1)).toMatchObject({ share: null, is_payer: false })
  })
  it('takes a company by its credit code', () => {
    const made = toNewOwner({ ...emptyOwner(), isKnown: false, kind: 'company', name: ' 某公司 ', idNumber: '91110108MA0TE5T165' }, 0)
    expect(made.party).toMatchObject({ name: '某公司', id_kind: 'credit_code', phones: [] })
  })
})
