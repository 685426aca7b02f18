export interface SpecialDay { day: string; is_working: boolean; name: string }
export interface DayCell { day: string; number: number; isWeekend: boolean; isToday: boolean; special: SpecialDay | null }
export interface MonthSheet { month: number; weeks: (DayCell | null)[][] }

/** The twelve months of a year in weeks from Monday; what lies before the first and after the last day is null. */
export function sheetsOf(year: number, days: readonly SpecialDay[], today: string): MonthSheet[] {
  const special = new Map(days.map((one) => [one.day, one]))
  return Array.from({ length: 12 }, (_, index) => {
    const offset = (new Date(Date.UTC(year, index, 1)).getUTCDay() + 6) % 7
    const length = new Date(Date.UTC(year, index + 1, 0)).getUTCDate()
    const cells = Array.from({ length: Math.ceil((offset + length) / 7) * 7 }, (_, place): DayCell | null => {
      const number = place - offset + 1
      if (number < 1 || number > length) return null
      const day = `${year}-${String(index + 1).padStart(2, '0')}-${String(number).padStart(2, '0')}`
      return { day, number, isWeekend: place % 7 > 4, isToday: day === today, special: special.get(day) ?? null }
    })
    return { month: index + 1, weeks: Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7)) }
  })
}

/** The year that a notice names in its title. */
export function yearNamed(text: string): number | null {
  const found = /关于(\d{4})年部分节假日/.exec(text.replace(/\s/g, ''))
  return found === null ? null : Number(found[1])
}
