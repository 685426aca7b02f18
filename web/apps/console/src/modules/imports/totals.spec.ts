import { describe, expect, it } from 'vitest'
import { difference, emptyTotals, isRight, sentFrom } from './totals'

const found = { households: 1203, rooms: 1250, building_area_m2: '118203.40' }

describe('control totals', () => {
  it('are not held against what nobody typed', () => expect(difference('rooms', emptyTotals(), found)).toBeNull())
  it('tell how far off they are, exact to a hundredth of a square metre', () => {
    expect(difference('households', { ...emptyTotals(), households: '1205' }, found)).toBe(-2)
    expect(difference('building_area_m2', { ...emptyTotals(), building_area_m2: '118203.3' }, found)).toBe(0.1)
    expect(difference('building_area_m2', { ...emptyTotals(), building_area_m2: '118203.4' }, found)).toBe(0)
  })
  it('refuse what is no count and no area', () => {
    expect(isRight('rooms', '12.5')).toBe(false)
    expect(isRight('building_area_m2', '12.345')).toBe(false)
    expect(difference('rooms', { ...emptyTotals(), rooms: 'many' }, found)).toBeNull()
  })
  it('send only what was typed', () => expect(sentFrom({ ...emptyTotals(), rooms: '3' })).toEqual({ households: null, rooms: 3, building_area_m2: null }))
})
