import { describe, expect, it } from 'vitest'
import { actsOn } from './use-openings'

const one = (kind: 'arrears' | 'prepayment' | 'deposit' | 'reading', creditor: 'us' | 'former_manager', is_with_us: boolean, left_fen = 100) => actsOn({ kind, creditor, is_with_us, left_fen })

describe('what may be done with a brought-over balance', () => {
  it('uses prepayments whoever holds the money, and pays back only what lies with us', () => {
    expect(one('prepayment', 'us', true)).toEqual(['use', 'refunded'])
    expect(one('prepayment', 'former_manager', false)).toEqual(['use', 'handed_over'])
  })
  it('keeps or refunds a deposit that lies with us', () => {
    expect(one('deposit', 'us', true)).toEqual(['refunded', 'forfeited'])
    expect(one('deposit', 'former_manager', false)).toEqual(['handed_over'])
  })
  it('collects arrears of others alone: ours are taken at the till', () => {
    expect(one('arrears', 'former_manager', false)).toEqual(['collect'])
    expect(one('arrears', 'us', false)).toEqual([])
  })
  it('does nothing with what is done with, and nothing with a reading', () => {
    expect(one('prepayment', 'us', true, 0)).toEqual([])
    expect(one('reading', 'us', false)).toEqual([])
  })
})
