export type CalendarKind = 'date' | 'month'

const SHAPES: Record<CalendarKind, RegExp> = {
  date: /^(\d{4})[-/.年 ]?(\d{1,2})[-/.月 ]?(\d{1,2})日?$/,
  month: /^(\d{4})[-/.年 ]?(\d{1,2})月?$/,
}
/** Without a sign between them, the digits must be all there: 2026111 could be two days. */
const DIGITS: Record<CalendarKind, RegExp> = { date: /^\d{8}$/, month: /^\d{6}$/ }

/**
 * What was typed, as `2026-11-30` or `2026-11`; null when the calendar has no such day or month. Nothing is turned
 * into a neighbour: 2026-02-30 is a mistake, not the second of March.
 */
export function readCalendar(text: string, kind: CalendarKind): string | null {
  const typed = text.trim()
  const [, year, month, day = '1'] = SHAPES[kind].exec(typed) ?? []
  if (year === undefined || month === undefined || (/^\d+$/.test(typed) && !DIGITS[kind].test(typed))) return null
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  const lastDay = new Date(Date.UTC(y, m, 0)).getUTCDate()
  if (y < 1900 || m < 1 || m > 12 || d < 1 || d > lastDay) return null
  return [year, month.padStart(2, '0'), ...(kind === 'date' ? [day.padStart(2, '0')] : [])].join('-')
}
