import { describe, expect, it } from 'vitest'
import type { Paper } from './api/use-printing'
import { blockOf, freshBlock, placed, roomOf } from './layout-draft'

const form: Paper = { code: 'c93', zh: '', en: '', width_mm: 241, height_mm: 93, edge_mm: 12.7, is_form: true }

describe('a layout being designed', () => {
  it('keeps blocks out of the holes and on the paper', () => {
    const room = roomOf(form, null)
    const block = freshBlock('title', room, '收据', '')
    expect([block.x_mm, block.y_mm]).toEqual([17.5, 5])
    expect(placed(block, -50, 200, room)).toEqual({ x_mm: 12.7, y_mm: 83 })
    expect(placed(block, 999, -3, room)).toEqual({ x_mm: 148.3, y_mm: 0 })
  })
  it('snaps to half millimetres', () => {
    const room = roomOf(form, null)
    expect(placed(freshBlock('text', room, 'x', ''), 30.31, 20.2, room)).toEqual({ x_mm: 30.5, y_mm: 20 })
  })
  it('fits a block into a label', () => {
    const room = roomOf(form, { columns: 3, rows: 7, left_mm: 8, top_mm: 8, width_mm: 40, height_mm: 20, gap_x_mm: 0, gap_y_mm: 0 })
    const block = freshBlock('seal', room, '', '')
    expect([block.width_mm, block.height_mm, block.x_mm, block.y_mm]).toEqual([38, 20, 2, 0])
  })
  it('knows the block of a fault', () => {
    expect([blockOf('layout.blocks.3.text'), blockOf('layout.blocks.12'), blockOf('layout.labels.rows'), blockOf('name')]).toEqual([3, 12, null, null])
  })
})
