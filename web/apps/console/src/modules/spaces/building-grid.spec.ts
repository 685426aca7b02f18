import { describe, expect, it } from 'vitest'
import type { BuildingPicture, GridRoom } from './api/use-spaces'
import { layOut } from './building-grid'

const room = (id: number, name: string, unit_id: number | null, top_floor_index: number | null = null): GridRoom => ({
  id, name, unit_id, top_floor_index, kind: 'room', label: name, building_area: null, inner_area: null, billing_area: null, use: '', layout: '', sale_state: '', delivery_state: '', fit_out_state: '', occupancy_state: '', state: { zh: '', en: '' },
})
const picture = (floors: BuildingPicture['floors']): BuildingPicture => ({
  building: { id: 1, kind: 'building', label: '3栋' },
  units: [{ id: 11, kind: 'unit', label: '3栋1单元' }, { id: 12, kind: 'unit', label: '3栋2单元' }],
  floors,
})
const places = (grid: ReturnType<typeof layOut>) => grid.cells.map((cell) => [cell.room.name, cell.row, cell.column, cell.span])

describe('layOut', () => {
  it('keeps the floors as they come and splits each by unit', () => {
    const grid = layOut(picture([
      { floor_index: 2, floor_label: '2', floor_ids: [], rooms: [room(3, '201', 11), room(4, '202', 11), room(5, '201b', 12)] },
      { floor_index: 1, floor_label: '1', floor_ids: [], rooms: [room(1, '101', 11)] },
    ]))
    expect(grid.columns).toEqual([{ key: 11, label: '1单元', start: 0, width: 2 }, { key: 12, label: '2单元', start: 2, width: 1 }])
    expect(places(grid)).toEqual([['201', 0, 0, 1], ['202', 0, 1, 1], ['201b', 0, 2, 1], ['101', 1, 0, 1]])
  })
  it('gives rooms outside any unit a column of their own, and leaves out empty units', () => {
    const grid = layOut(picture([{ floor_index: 1, floor_label: '', floor_ids: [], rooms: [room(1, '商铺1', null)] }]))
    expect(grid.columns).toEqual([{ key: null, label: '', start: 0, width: 1 }])
    expect(grid.rows[0]?.label).toBe('1')
  })
  it('keeps a column free above a shop over two floors', () => {
    const grid = layOut(picture([
      { floor_index: 2, floor_label: '2', floor_ids: [], rooms: [room(3, '201', 11)] },
      { floor_index: 1, floor_label: '1', floor_ids: [], rooms: [room(1, '商铺', 11, 2), room(2, '102', 11)] },
    ]))
    expect(places(grid)).toEqual([['商铺', 0, 0, 2], ['201', 0, 1, 1], ['102', 1, 1, 1]])
  })
})
