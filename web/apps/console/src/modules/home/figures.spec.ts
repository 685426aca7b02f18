import { describe, expect, it } from 'vitest'
import type { GroupReport } from './api/use-report'
import { collectionPerMille, headline, isBlank, perMilleText, pointTrend } from './figures'

describe('collection rate', () => {
  it('is whole per mille, and nothing when nothing was billed', () => {
    expect(collectionPerMille(30_000, 28_531)).toBe(951)
    expect(collectionPerMille(0, 500)).toBeNull()
    expect(perMilleText(951)).toBe('95.1')
    expect(perMilleText(null)).toBe('—')
  })
  it('has a trend in points only between two rates', () => {
    expect(pointTrend(951, 940)).toEqual({ text: '1.1', direction: 'up' })
    expect(pointTrend(940, 940)?.direction).toBe('flat')
    expect(pointTrend(null, 940)).toBeNull()
  })
})

describe('headline', () => {
  const sums = { bills: 1, billed_fen: 0, collected_fen: 0, collection_rate: null, open_fen: 0, overdue_fen: 0, orders_reported: 0, orders_finished: 0, orders_late: 0, orders_open: 0, orders_open_late: 0, on_time_rate: null, average_rating: null, ratings: 0 }
  const report = (change: Partial<GroupReport>): GroupReport => ({ by: 'project', from_period: 202611, to_period: 202611, as_of: '2026-11-22', tree: 'as_of', node_id: null, project_id: null, figures: [], total: sums, rows: [], months: [], ageing: {}, ...change })

  it('takes the month from the total and compares it with the month before', () => {
    const told = headline(report({
      total: { ...sums, billed_fen: 2000, collected_fen: 1900, overdue_fen: 15, orders_open: 5, orders_open_late: 1 },
      months: [{ ...sums, period: 202610, billed_fen: 1000, collected_fen: 900, orders_late: 4 }, { ...sums, period: 202611, billed_fen: 2000, collected_fen: 1900, orders_late: 1 }],
    }))
    expect(told).toMatchObject({ rate: 950, rateTrend: { text: '5.0', direction: 'up' }, overdueFen: 15, openOrders: 5, lateOrders: 1, lateTrend: { text: '3', direction: 'down' } })
  })
  it('stands an empty group', () => {
    expect(headline(report({}))).toMatchObject({ rate: null, rateTrend: null, billedFen: 0, lateOrders: 0 })
    expect(isBlank(report({}))).toBe(true)
    expect(isBlank(report({ months: [{ ...sums, period: 202611 }] }))).toBe(false)
  })
})
