import { describe, expect, it } from 'vitest'
import { applied, bodyOf, cellOf, floorsOf, namesOf, noDraft, withFacts, withRemoved, type Draft } from './building-draft'

const labels = (from: number, to: number, skips: number[] = [], rule: 'letter' | 'omit' = 'letter'): string[] => floorsOf(from, to, skips, rule).map((one) => one.label)

describe('floorsOf', () => {
  it('has no floor 0, and letters or leaves out what is skipped', () => {
    expect(labels(-2, 3)).toEqual(['B2', 'B1', '1', '2', '3'])
    expect(labels(3, 5, [4])).toEqual(['3', '3A', '5'])
    expect(labels(11, 15, [13, 14])).toEqual(['11', '12', '12A', '12B', '15'])
    expect(labels(3, 5, [4], 'omit')).toEqual(['3', '5', '6'])
    expect(labels(5, 5, [4], 'omit')).toEqual(['6'])
  })
})

describe('namesOf', () => {
  const floor = { index: 4, label: '3A' }
  it('counts a range and knows both ways to call a floor', () => {
    expect(namesOf('{F}01-03', floor)).toEqual(['3A01', '3A02', '3A03'])
    expect(namesOf('{f}01-02, {f}05', floor)).toEqual(['401', '402', '405'])
    expect(namesOf('101-103', floor)).toEqual(['101', '102', '103'])
    expect(namesOf('{f}01-02', { index: 18, label: '18' })).toEqual(['1801', '1802'])
    expect(namesOf('商铺', floor)).toEqual(['商铺'])
  })
})

describe('a draft', () => {
  const cell = (name: string) => ({ kind: 'room' as const, name, parent_id: 11, floor_index: 1, floor_label: '1' })
  it('edits what is new in place and tells the server the rest', () => {
    let draft: Draft = { ...noDraft(), added: [{ id: -1, cell: cell('101') }, { id: -2, cell: cell('102') }] }
    draft = withFacts(draft, [-2, 7], { use: '办公' })
    draft = withRemoved(draft, [-1, 8])
    expect(bodyOf(draft)).toEqual({ remove_ids: [8], floors: [], change: [{ space_id: 7, use: '办公' }], add: [{ ...cell('102'), use: '办公' }] })
    expect([cellOf(draft, 'add.0.name'), cellOf(draft, 'remove_ids.0'), cellOf(draft, 'change.0.name'), cellOf(draft, 'floors')]).toEqual([-2, 8, 7, null])
    expect(withRemoved(draft, [8]).removed).toEqual([])
    const picture = applied({ building: { id: 1, kind: 'building', label: '3栋' }, units: [], floors: [] }, draft)
    expect(picture.floors.map((floor) => floor.rooms.map((room) => [room.id, room.name, room.use]))).toEqual([[[-2, '102', '办公']]])
  })
})
