import type { BuildingPicture, GridRoom } from './api/use-spaces'

export interface PlacedRoom {
  room: GridRoom
  /** From the top, counted from 0. */
  row: number
  /** Over all units, counted from 0. */
  column: number
  /** How many floors it goes over. */
  span: number
}

export interface LaidOut {
  columns: { key: number | null; label: string; start: number; width: number }[]
  rows: { key: string; index: number | null; label: string }[]
  cells: PlacedRoom[]
  width: number
}

/**
 * A building as one sees it from the street: the server's floors from the top, each split by unit from left to right.
 * What goes over several floors takes its column in all of them, so that no other room is put behind it.
 */
export function layOut(picture: BuildingPicture): LaidOut {
  const rooms = picture.floors.flatMap((floor) => floor.rooms)
  const units = picture.units.filter((unit) => rooms.some((room) => room.unit_id === unit.id))
  const known = new Set(units.map((unit) => unit.id))
  const outside = rooms.some((room) => room.unit_id === null || !known.has(room.unit_id))
  const unitOf = (room: GridRoom): number | null => (room.unit_id !== null && known.has(room.unit_id) ? room.unit_id : null)
  const shortOf = (label: string): string => (label.startsWith(picture.building.label) ? label.slice(picture.building.label.length) || label : label)
  const columns: LaidOut['columns'] = []
  const cells: PlacedRoom[] = []
  let start = 0
  for (const key of [...units.map((unit) => unit.id), ...(outside ? [null] : [])]) {
    const placed = placeUnit(picture, (room) => unitOf(room) === key)
    const width = Math.max(1, ...placed.map((cell) => cell.column + 1))
    cells.push(...placed.map((cell) => ({ ...cell, column: cell.column + start })))
    columns.push({ key, label: key === null ? '' : shortOf(units.find((unit) => unit.id === key)!.label), start, width })
    start += width
  }
  const rows = picture.floors.map((floor) => ({ key: String(floor.floor_index), index: floor.floor_index, label: floor.floor_label || (floor.floor_index === null ? '' : String(floor.floor_index)) }))
  cells.sort((one, other) => one.row - other.row || one.column - other.column)
  return { columns, rows, cells, width: start }
}

function placeUnit(picture: BuildingPicture, isHere: (room: GridRoom) => boolean): PlacedRoom[] {
  const taken = new Set<string>()
  const placed: PlacedRoom[] = []
  for (let row = picture.floors.length - 1; row >= 0; row -= 1) {
    const floor = picture.floors[row]!
    for (const room of floor.rooms.filter(isHere)) {
      const top = room.top_floor_index
      const over = top === null || floor.floor_index === null ? [row] : [row, ...picture.floors.flatMap((one, place) => (place < row && one.floor_index !== null && one.floor_index <= top ? [place] : []))]
      let column = 0
      while (over.some((one) => taken.has(`${one}-${column}`))) column += 1
      for (const one of over) taken.add(`${one}-${column}`)
      placed.push({ room, row: Math.min(...over), column, span: over.length })
    }
  }
  return placed
}
