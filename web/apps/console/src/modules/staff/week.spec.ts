import { describe, expect, it } from 'vitest'
import { daysFrom, mondayOf, partOf, shifted } from './week'

describe('week', () => {
  it('begins on Monday, also for a Sunday and over a new year', () => {
    expect(mondayOf('2026-11-22')).toBe('2026-11-16')
    expect(mondayOf('2026-11-23')).toBe('2026-11-23')
    expect(mondayOf('2027-01-01')).toBe('2026-12-28')
  })
  it('counts days over the end of a month', () => {
    expect(daysFrom('2026-11-30', 2)).toEqual(['2026-11-30', '2026-12-01'])
    expect(shifted('2026-12-01', -7)).toBe('2026-11-24')
  })
  it('tells early, late and night shifts apart', () => expect(['07:00', '15:00', '23:00'].map(partOf)).toEqual(['early', 'late', 'night']))
})
