import { expect, it } from 'vitest'
import { sheetsOf, yearNamed } from './months'

const rest = { day: '2026-01-01', is_working: false, name: '元旦' }

it('lays every day of the year on its weekday', () => {
  const sheets = sheetsOf(2026, [rest], '2026-11-23')
  const cells = sheets.flatMap((sheet) => sheet.weeks.flat())
  expect(cells.filter(Boolean)).toHaveLength(365)
  expect(sheets[0]?.weeks[0]?.map((cell) => cell?.number ?? null)).toEqual([null, null, null, 1, 2, 3, 4])
  expect(sheets[0]?.weeks[0]?.[3]?.special).toEqual(rest)
  expect(cells.filter((cell) => cell?.isToday).map((cell) => cell?.day)).toEqual(['2026-11-23'])
  expect(cells.every((cell) => cell === null || cell.isWeekend === [0, 6].includes(new Date(`${cell.day}T00:00:00Z`).getUTCDay()))).toBe(true)
})

it('knows the 29th of February', () => {
  expect(sheetsOf(2028, [], '').flatMap((sheet) => sheet.weeks.flat()).filter(Boolean)).toHaveLength(366)
})

it('reads the year of a title that is broken over two lines', () => {
  expect(yearNamed('国务院办公厅关于2025年\n部分节假日安排的通知')).toBe(2025)
  expect(yearNamed('元旦：1月1日放假')).toBeNull()
})
