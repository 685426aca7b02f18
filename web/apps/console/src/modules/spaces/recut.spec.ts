import { describe, expect, it } from 'vitest'
import { areasAgree, holdersFor, keepable, type OpenedDraft } from './recut'

const holding = (party_id: number, role: 'owner' | 'tenant', space_id: number, is_payer = true) => ({
  id: party_id * 10 + space_id, project_id: 1, space_id, space_label: '', party_id, party_kind: 'person' as const, party_name: '王*', name_is_masked: true,
  role, starts_on: '2026-01-01', ends_on: null, share: '0.5000', is_payer, is_contact: true, is_vote_representative: true, revision: 1,
})
const opened = (more: Partial<OpenedDraft>): OpenedDraft => ({ name: '1', kind: 'room', area: '1', kept: [], party_id: null, ...more })

describe('who holds what is opened', () => {
  it('keeps each party once, with one payer and without shares of several spaces', () => {
    const found = keepable([holding(1, 'owner', 1), holding(1, 'owner', 2), holding(2, 'owner', 2)], 2)
    expect(found.map((one) => [one.key, one.holder.is_payer, one.holder.is_vote_representative, one.holder.share])).toEqual([['1-owner', true, true, null], ['2-owner', false, false, null]])
    expect(keepable([holding(1, 'owner', 1)], 1)[0]!.holder.share).toBe('0.5000')
  })
  it('adds somebody else, who pays where nobody does', () => {
    const known = keepable([holding(1, 'owner', 1)], 1)
    expect(holdersFor(opened({ party_id: 7 }), known)).toMatchObject([{ party_id: 7, role: 'owner', is_payer: true }])
    expect(holdersFor(opened({ kept: ['1-owner'], party_id: 7 }), known)).toMatchObject([{ party_id: 1 }, { party_id: 7, role: 'tenant', is_payer: false }])
  })
})

describe('areasAgree', () => {
  it('lets each area be a hundredth off, and wants all of them', () => {
    expect(areasAgree(['89.37'], ['44.69', '44.69'])).toBe(true)
    expect(areasAgree(['89.37'], ['44.69', '44.72'])).toBe(false)
    expect(areasAgree([null], ['44.69', '44.69'])).toBe(false)
  })
})
