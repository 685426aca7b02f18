import { describe, expect, it } from 'vitest'
import { change, fenOf, inOrder, share, yuanOf, type Choice } from './allocation'

const bill = (id: number, period: number, open_fen: number) => ({ id, period, open_fen, due_on: `${Math.floor(period / 100)}-${String(period % 100).padStart(2, '0')}-28` })
const BILLS = [bill(3, 202603, 25_024), bill(1, 202601, 25_024), bill(2, 202602, 10_000)]
const choice = (typedFen: number | null, ids = [1, 2, 3], byHand: [number, number][] = []): Choice => ({ typedFen, ticked: new Set(ids), byHand: new Map(byHand) })

describe('share', () => {
  it('takes what is ticked when no sum was typed', () => {
    const told = share(BILLS, choice(null))
    expect(told).toMatchObject({ amountFen: 60_048, prepaidFen: 0, overFen: 0 })
    expect([...told.shares]).toEqual([[1, 25_024], [2, 10_000], [3, 25_024]])
  })
  it('settles the oldest first and leaves out what the money does not reach', () => {
    expect([...share(BILLS, choice(30_000)).shares]).toEqual([[1, 25_024], [2, 4_976]])
  })
  it('keeps what is over as prepayment', () => {
    expect(share(BILLS, choice(50_000, [1])).prepaidFen).toBe(24_976)
    expect(share(BILLS, choice(50_000, []))).toMatchObject({ amountFen: 50_000, prepaidFen: 50_000 })
  })
  it('holds a share typed by hand and fills the others from the oldest', () => {
    const told = share(BILLS, choice(30_000, [1, 2, 3], [[3, 20_000]]))
    expect([...told.shares]).toEqual([[1, 10_000], [3, 20_000]])
    expect(told.prepaidFen).toBe(0)
  })
  it('counts a share of nothing as nothing', () => {
    expect([...share(BILLS, choice(null, [1, 2], [[1, 0]])).shares]).toEqual([[2, 10_000]])
  })
  it('says by how much the hand went over the money', () => {
    expect(share(BILLS, choice(15_000, [1, 3], [[3, 20_000]]))).toMatchObject({ overFen: 5_000, prepaidFen: 0 })
  })
  it('forgets a typed share of a bill that is ticked off', () => {
    expect(share(BILLS, choice(null, [2], [[3, 20_000]])).amountFen).toBe(10_000)
  })
  it('adds up to the money in every case', () => {
    for (const typed of [null, 0, 1, 9_999, 35_024, 60_048, 99_999]) {
      for (const ids of [[], [1], [2, 3], [1, 2, 3]]) {
        const told = share(BILLS, choice(typed, ids))
        expect([...told.shares.values()].reduce((sum, fen) => sum + fen, 0) + told.prepaidFen).toBe(told.amountFen)
      }
    }
  })
})

describe('inOrder', () => {
  it('goes by due date, then month, then number', () => {
    const late = { ...bill(9, 202512, 1), due_on: '2026-01-28' }
    expect(inOrder([...BILLS, late]).map((one) => one.id)).toEqual([9, 1, 2, 3])
  })
})

describe('change', () => {
  it('is what is handed back, or what is missing', () => {
    expect(change(25_024, 30_000)).toBe(4_976)
    expect(change(25_024, 20_000)).toBe(-5_024)
    expect(change(25_024, null)).toBeNull()
  })
})

describe('money as typed', () => {
  it.each([
    ['250.24', 25_024],
    ['1,234.5', 123_450],
    ['¥ 80', 8_000],
    ['３００．５０', 30_050],
    ['12.', 1_200],
    ['0.07', 7],
  ])('%s is %i fen', (text, fen) => expect(fenOf(text)).toBe(fen))
  it.each(['', 'abc', '1.234', '-5', '1.2.3'])('%s is none', (text) => expect(fenOf(text)).toBeNull())
  it('goes there and back', () => {
    for (const fen of [0, 7, 100, 25_024, 99_999_999]) expect(fenOf(yuanOf(fen))).toBe(fen)
  })
})
