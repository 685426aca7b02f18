import { describe, expect, it } from 'vitest'
import type { BuildingPicture, GridRoom } from './api/use-spaces'
import { layOut } from './building-grid'

const room = (id: number, name: string, unit_id: number | null): GridRoom => ({
  id, name, unit_id, kind: 'room', label: name, sale_state: '', delivery_state: '', fit_out_state: '', occupancy_state: '', state: { zh: '', en: '' },
})
const picture = (floors: BuildingPicture['floors']): BuildingPicture => ({
  building: { id: 1, kind: 'building', label: '3栋' },
  units: [{ id: 11, kind: 'unit', label: '3栋1单元' }, { id: 12, kind: 'unit', label: '3栋2单元' }],
  floors,
})

describe('layOut', () => {
  it('keeps the floors as they come and splits each by unit', () => {
    const grid = layOut(picture([
      { floor_index: 2, floor_label: '2', rooms: [room(3, '201', 11), room(4, '202', 11), room(5, '201', 12)] },
      { floor_index: 1, floor_label: '1', rooms: [room(1, '101', 11)] },
    ]))
    expect(grid.columns).toEqual([{ key: 11, label: '1单元', width: 2 }, { key: 12, label: '2单元', width: 1 }])
    expect(grid.floors.map((floor) => floor.cells.map((cell) => cell.map((one) => one.name)))).toEqual([[['201', '202'], ['201']], [['101'], []]])
  })
  it('gives rooms outside any unit a column of their own, and leaves out empty units', () => {
    const grid = layOut(picture([{ floor_index: 1, floor_label: '', rooms: [room(1, '商铺1', null)] }]))
    expect(grid.columns).toEqual([{ key: null, label: '', width: 1 }])
    expect(grid.floors[0]?.label).toBe('1')
  })
})
