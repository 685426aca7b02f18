import { describe, expect, it } from 'vitest'
import { byKind } from './use-departures'

describe('the totals of a departure', () => {
  it('are one row for each kind, with what is decided and what is not', () => {
    const [money, orders] = byKind([
      { kind: 'prepayment', decision: '', lines: 2, amount_fen: 300 },
      { kind: 'prepayment', decision: 'refund', lines: 1, amount_fen: 200 },
      { kind: 'order', decision: 'keep', lines: 4, amount_fen: 0 },
    ])
    expect(money).toMatchObject({ kind: 'prepayment', isMoney: true, lines: 3, amountFen: 500, undecided: 2, decided: [{ decision: 'refund', lines: 1, amountFen: 200 }] })
    expect(orders).toMatchObject({ kind: 'order', isMoney: false, undecided: 0, choices: ['hand_over', 'keep'] })
  })
  it('offers only the successor for what cannot be refunded or kept', () => {
    expect(byKind([{ kind: 'reading', decision: '', lines: 1, amount_fen: 0 }])[0]!.choices).toEqual(['hand_over'])
  })
})
