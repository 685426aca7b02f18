const DAY = 86_400_000

export function isoDay(at: Date): string {
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`
}

/** The days from `first` on, as the API writes them. */
export function daysFrom(first: string, count: number): string[] {
  const start = Date.parse(`${first}T00:00:00Z`)
  return Array.from({ length: count }, (_, index) => new Date(start + index * DAY).toISOString().slice(0, 10))
}

/** The Monday of the week in which a day lies. */
export function mondayOf(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return daysFrom(day, 1).map((one) => new Date(Date.parse(`${one}T00:00:00Z`) - weekday * DAY).toISOString().slice(0, 10))[0] ?? day
}

export function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** The colour of a shift by the part of the day in which it begins: early, late or night. */
export function partOf(begins: string): 'early' | 'late' | 'night' {
  const hour = Number(begins.slice(0, 2))
  return hour >= 20 || hour < 4 ? 'night' : hour >= 12 ? 'late' : 'early'
}
