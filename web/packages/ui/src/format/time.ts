export type DayWord = 'today' | 'yesterday' | 'tomorrow'

export interface Moment {
  /** Set when the day has a word of its own; then `text` is the time only. */
  day: DayWord | null
  text: string
  full: string
}

const two = (value: number): string => value.toString().padStart(2, '0')
const clock = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}`
const midnight = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()

/** A month of the server (`202611`) as people write it: `2026-11`. */
export function formatPeriod(period: number): string {
  return `${Math.floor(period / 100)}-${two(period % 100)}`
}

const DAY_WORDS: Record<string, DayWord> = { '0': 'today', '-1': 'yesterday', '1': 'tomorrow' }

/** A moment as people say it: today 14:05, 11-20 09:12 within the year, 2025-11-20 before. */
export function describeMoment(value: string, now: Date = new Date()): Moment {
  const at = new Date(value)
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const full = `${date} ${clock(at)}:${two(at.getSeconds())}`
  // Rounded because a day of a clock change has 23 or 25 hours.
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000)
  const day = DAY_WORDS[String(days)] ?? null
  if (day !== null) return { day, text: clock(at), full }
  if (at.getFullYear() === now.getFullYear()) return { day: null, text: `${date.slice(5)} ${clock(at)}`, full }
  return { day: null, text: date, full }
}
