import { useI18n } from 'vue-i18n'
import type { Holiday } from './api/use-calendar'

/** Days and holidays in the reader's language. */
export function useHolidayWords() {
  const { t, locale } = useI18n()
  const at = (day: string): Date => new Date(`${day}T00:00:00Z`)
  const dayOf = (day: string): string => new Intl.DateTimeFormat(locale.value, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(at(day))
  const monthOf = (month: number): string => new Intl.DateTimeFormat(locale.value, { month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, month - 1, 1)))
  /** Monday to Sunday; the first of June 2026 is a Monday. */
  const weekdays = (): string[] => Array.from({ length: 7 }, (_, day) => new Intl.DateTimeFormat(locale.value, { weekday: 'narrow', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 5, 1 + day))))
  const lengthOf = (holiday: Holiday): number => (at(holiday.last).getTime() - at(holiday.first).getTime()) / 86_400_000 + 1
  const spanOf = (holiday: Holiday): string => (holiday.first === holiday.last ? dayOf(holiday.first) : t('calendar.span', { first: dayOf(holiday.first), last: dayOf(holiday.last) }))
  const makeupOf = (holiday: Holiday): string => (holiday.makeup_days.length === 0 ? t('calendar.noMakeup') : t('calendar.makeup', { days: holiday.makeup_days.map(dayOf).join(t('calendar.comma')) }))
  return { dayOf, monthOf, weekdays, lengthOf, spanOf, makeupOf }
}
