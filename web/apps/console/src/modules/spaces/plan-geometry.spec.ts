import { describe, expect, it } from 'vitest'
import { middleOf, pathOf, scaleBar, sheetOf, type Ring } from './plan-geometry'

const square: Ring = [[10, 10], [30, 10], [30, 20], [10, 20], [10, 10]]

describe('a plan on its sheet', () => {
  it('draws metres as they are', () => {
    const sheet = sheetOf('drawn', 400, 300, [square])
    expect(pathOf([square], sheet)).toBe('M10.00 10.00L30.00 10.00L30.00 20.00L10.00 20.00L10.00 10.00Z')
    expect(middleOf(square, sheet)).toEqual([20, 15])
  })
  it('lays degrees flat with north above, and finds the way back', () => {
    const block: Ring = [[121.4737, 31.2304], [121.4742, 31.2304], [121.4742, 31.2307], [121.4737, 31.2307], [121.4737, 31.2304]]
    const sheet = sheetOf('geographic', 0, 0, [block])
    const [corner, opposite] = [sheet.to(block[0]!), sheet.to(block[2]!)]
    expect(opposite[0] - corner[0]).toBeCloseTo(47.6, 0)
    expect(corner[1] - opposite[1]).toBeCloseTo(33.4, 0)
    expect(sheet.from(corner)).toEqual(block[0])
  })
  it('shows a round scale', () => {
    expect([scaleBar(400), scaleBar(90), scaleBar(2500)]).toEqual([50, 10, 200])
  })
})
