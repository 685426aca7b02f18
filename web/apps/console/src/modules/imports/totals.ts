import type { components } from '@manyhold/api'

type Totals = components['schemas']['ControlTotals-Output']
export const TOTALS = ['households', 'rooms', 'building_area_m2'] as const
export type Total = (typeof TOTALS)[number]
export type TypedTotals = Record<Total, string>

export const emptyTotals = (): TypedTotals => ({ households: '', rooms: '', building_area_m2: '' })

/** What was typed earlier, as text for the fields. */
export function typedFrom(kept: Totals): TypedTotals {
  return { households: String(kept.households ?? ''), rooms: String(kept.rooms ?? ''), building_area_m2: String(kept.building_area_m2 ?? '') }
}

export const isRight = (total: Total, text: string): boolean => text === '' || (total === 'building_area_m2' ? /^\d{1,12}(\.\d{1,2})?$/ : /^\d{1,9}$/).test(text)

/** What was typed, for the server; what is left out is not checked. */
export function sentFrom(typed: TypedTotals): { households: number | null; rooms: number | null; building_area_m2: string | null } {
  const count = (text: string): number | null => (text.trim() === '' ? null : Number(text))
  return { households: count(typed.households), rooms: count(typed.rooms), building_area_m2: typed.building_area_m2.trim() || null }
}

const hundredths = (text: string): number => Math.round(Number(text) * 100)

/** Found less handed over, in the unit of the total; null where nothing is held against it. Exact to a hundredth. */
export function difference(total: Total, typed: TypedTotals, found: Totals): number | null {
  const given = typed[total].trim()
  if (given === '' || !isRight(total, given)) return null
  return (hundredths(String(found[total] ?? 0)) - hundredths(given)) / 100
}
