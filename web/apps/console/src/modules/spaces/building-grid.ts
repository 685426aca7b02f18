import type { BuildingPicture, GridRoom } from './api/use-spaces'

export interface GridFloor {
  key: string
  label: string
  /** Rooms per column, in the order of `columns`. */
  cells: GridRoom[][]
}

export interface LaidOut {
  columns: { key: number | null; label: string; width: number }[]
  floors: GridFloor[]
}

/** A building as one sees it from the street: the server's floors from the top, each split by unit from left to right. */
export function layOut(picture: BuildingPicture): LaidOut {
  const rooms = picture.floors.flatMap((floor) => floor.rooms)
  const units = picture.units.filter((unit) => rooms.some((room) => room.unit_id === unit.id))
  const known = new Set(units.map((unit) => unit.id))
  const outside = rooms.some((room) => room.unit_id === null || !known.has(room.unit_id))
  const keys = [...units.map((unit) => unit.id), ...(outside ? [null] : [])]
  const unitOf = (room: GridRoom): number | null => (room.unit_id !== null && known.has(room.unit_id) ? room.unit_id : null)
  const floors = picture.floors.map((floor) => ({
    key: String(floor.floor_index),
    label: floor.floor_label || (floor.floor_index === null ? '' : String(floor.floor_index)),
    cells: keys.map((key) => floor.rooms.filter((room) => unitOf(room) === key)),
  }))
  const shortOf = (label: string): string => (label.startsWith(picture.building.label) ? label.slice(picture.building.label.length) || label : label)
  return {
    columns: keys.map((key, place) => ({ key, label: key === null ? '' : shortOf(units[place]!.label), width: Math.max(1, ...floors.map((floor) => floor.cells[place]!.length)) })),
    floors,
  }
}
