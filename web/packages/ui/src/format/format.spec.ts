import { describe, expect, it } from 'vitest'
import { formatFen, formatFenShort } from './money'
import { describeMoment, formatPeriod } from './time'

describe('formatFen', () => {
  it.each([
    [0, '¥ 0.00'],
    [5, '¥ 0.05'],
    [123450, '¥ 1,234.50'],
    [-123450, '−¥ 1,234.50'],
    [100000000000001, '¥ 1,000,000,000,000.01'],
  ])('writes %i fen as %s', (fen, text) => expect(formatFen(fen)).toBe(text))

  it('shows a plus only when asked', () => expect(formatFen(100, { sign: 'always' })).toBe('+¥ 1.00'))
  it('shortens by the habits of the language', () => {
    expect(formatFenShort(128_400_000, 'zh-CN')).toBe('¥ 128.4 万')
    expect(formatFenShort(128_400_000, 'en')).toBe('¥ 1.28M')
  })
})

it('writes a month as people do', () => expect(formatPeriod(202601)).toBe('2026-01'))

describe('describeMoment', () => {
  const now = new Date('2026-11-22T15:00:00+08:00')
  it.each([
    ['2026-11-22T14:05:00+08:00', 'today', '14:05'],
    ['2026-11-21T23:59:00+08:00', 'yesterday', '23:59'],
    ['2026-11-23T08:00:00+08:00', 'tomorrow', '08:00'],
    ['2026-11-20T09:12:00+08:00', null, '11-20 09:12'],
    ['2025-11-20T09:12:00+08:00', null, '2025-11-20'],
  ])('%s', (value, day, text) => expect(describeMoment(value, now)).toMatchObject({ day, text }))

  it('gives the whole moment for the hover', () =>
    expect(describeMoment('2026-11-22T14:05:09+08:00', now).full).toBe('2026-11-22 14:05:09'))
})
