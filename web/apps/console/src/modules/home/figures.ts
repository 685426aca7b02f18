import type { GroupReport } from './api/use-report'

type Sums = GroupReport['total']

/** Collected over billed in per mille, whole numbers only; null when nothing was billed. */
export function collectionPerMille(billedFen: number, collectedFen: number): number | null {
  if (billedFen <= 0) return null
  return Math.round((collectedFen * 1000) / billedFen)
}

export function perMilleText(value: number | null): string {
  return value === null ? '—' : (value / 10).toFixed(1)
}

export interface Trend {
  text: string
  direction: 'up' | 'down' | 'flat'
}

/** The step from one value to the next, in percentage points for rates. */
export function pointTrend(now: number | null, before: number | null): Trend | null {
  if (now === null || before === null) return null
  const step = now - before
  return { text: (Math.abs(step) / 10).toFixed(1), direction: step === 0 ? 'flat' : step > 0 ? 'up' : 'down' }
}

export function countTrend(now: number, before: number): Trend {
  return { text: String(Math.abs(now - before)), direction: now === before ? 'flat' : now > before ? 'up' : 'down' }
}

export interface Headline {
  rate: number | null
  rateTrend: Trend | null
  rates: number[]
  billedFen: number
  collectedFen: number
  overdueFen: number
  openFen: number
  openOrders: number
  lateOrders: number
  lateTrend: Trend | null
}

/** The figures of the month, against the month before; money and orders that are open are as of the report's day. */
export function headline(report: GroupReport): Headline {
  const months = report.months
  const now = months.at(-1)
  const before = months.at(-2)
  const rateOf = (sums: Sums | undefined): number | null => (sums === undefined ? null : collectionPerMille(sums.billed_fen, sums.collected_fen))
  return {
    rate: rateOf(report.total),
    rateTrend: pointTrend(rateOf(report.total), rateOf(before)),
    rates: months.slice(-12).map((month) => rateOf(month) ?? 0),
    billedFen: report.total.billed_fen,
    collectedFen: report.total.collected_fen,
    overdueFen: report.total.overdue_fen,
    openFen: report.total.open_fen,
    openOrders: report.total.orders_open,
    lateOrders: report.total.orders_open_late,
    lateTrend: now === undefined || before === undefined ? null : countTrend(now.orders_late, before.orders_late),
  }
}

/** True when there is nothing yet to report on. */
export function isBlank(report: GroupReport): boolean {
  return report.months.every((month) => month.bills === 0 && month.orders_reported === 0) && report.total.open_fen === 0
}
