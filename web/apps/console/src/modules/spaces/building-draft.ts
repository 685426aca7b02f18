import type { components } from '@manyhold/api'
import type { BuildingPicture, GridRoom } from './api/use-spaces'

export type BuildingEdit = components['schemas']['BuildingEdit']
export type NewCell = components['schemas']['NewCell']
export type CellFacts = Partial<Omit<components['schemas']['CellChange'], 'space_id'>>
type Picture = BuildingPicture

/** Edits that are not sent yet. What is new has a number below zero till it is saved. */
export interface Draft {
  added: { id: number; cell: NewCell }[]
  changed: Record<number, CellFacts>
  removed: number[]
  floors: Record<number, string>
}

export type SkipRule = 'letter' | 'omit'

export const noDraft = (): Draft => ({ added: [], changed: {}, removed: [], floors: {} })
export const sizeOf = (draft: Draft): { added: number; changed: number; removed: number } => ({ added: draft.added.length, changed: Object.keys(draft.changed).length + Object.keys(draft.floors).length, removed: draft.removed.length })
export const isEmpty = (draft: Draft): boolean => Object.values(sizeOf(draft)).every((count) => count === 0)

/**
 * Floors from one to another as the lift shows them: −2, −1, 1, 2 … (there is no 0). A skipped number either takes the
 * letter of the one before (3A for 4) or is left out, so that the floor above 3 is called 5.
 */
export function floorsOf(from: number, to: number, skips: number[], rule: SkipRule): { index: number; label: string }[] {
  const skipped = new Set(skips)
  const found: { index: number; label: string }[] = []
  let number = 0
  let last = 0
  let letters = 0
  for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
    if (index === 0) continue
    if (index < 0) {
      found.push({ index, label: `B${-index}` })
      continue
    }
    if (number === 0) {
      // The floors below the first that is asked for are counted too, so that labels do not depend on where one begins.
      for (let below = 1; below < index; below += 1) [number, last, letters] = next(number, last, letters, skipped, rule)
    }
    ;[number, last, letters] = next(number, last, letters, skipped, rule)
    found.push({ index, label: letters === 0 ? String(number) : `${last}${String.fromCharCode(64 + letters)}` })
  }
  return found
}

function next(number: number, last: number, letters: number, skipped: Set<number>, rule: SkipRule): [number, number, number] {
  let one = number + 1
  if (rule === 'omit') while (skipped.has(one)) one += 1
  if (skipped.has(one)) return [one, last, letters + 1]
  return [one, one, 0]
}

/** The room numbers of a floor: `{F}` is what the lift shows, `{f}` the floor counted; `01-04` is each from 01 to 04, a comma begins another. */
export function namesOf(pattern: string, floor: { index: number; label: string }): string[] {
  return pattern
    .split(/[,，]/)
    .map((part) => part.trim().replaceAll('{F}', floor.label).replaceAll('{f}', String(floor.index)))
    .filter((part) => part !== '')
    .flatMap((part) => {
      const range = /^(.*?)(\d{1,3})-(\d{1,3})$/.exec(part)
      if (range === null) return [part]
      const [, stem, first, end] = range as unknown as [string, string, string, string]
      // The whole number of `101-104` counts, of `{F}01-04` its last digits.
      const head = first.length > end.length ? stem + first.slice(0, first.length - end.length) : stem
      const low = Number(first.slice(-end.length))
      const high = Number(end)
      return high < low || high - low > 99 ? [part] : Array.from({ length: high - low + 1 }, (_, step) => head + String(low + step).padStart(end.length, '0'))
    })
}

/** The building as it would be: what is new stands in it, what is removed stays to be seen. */
export function applied(picture: Picture, draft: Draft): Picture {
  const floors = new Map<number | null, Picture['floors'][number]>(picture.floors.map((floor) => [floor.floor_index, { ...floor, rooms: floor.rooms.map((room) => changedRoom(room, draft.changed[room.id])) }]))
  for (const { id, cell } of draft.added) {
    const floor = floors.get(cell.floor_index) ?? { floor_index: cell.floor_index, floor_label: cell.floor_label || String(cell.floor_index), floor_ids: [], rooms: [] }
    floors.set(cell.floor_index, cell.kind === 'floor' ? floor : { ...floor, rooms: [...floor.rooms, newRoom(id, cell)] })
  }
  const indexes = [...floors.keys()].filter((index): index is number => index !== null).sort((one, other) => other - one)
  const shown = [...indexes, ...(floors.has(null) ? [null] : [])].map((index) => ({ ...floors.get(index)!, ...(index !== null && draft.floors[index] !== undefined ? { floor_label: draft.floors[index] } : {}) }))
  return { ...picture, floors: shown }
}

function changedRoom(room: GridRoom, change: CellFacts | undefined): GridRoom {
  return change === undefined ? room : ({ ...room, ...change, name: change.name ?? room.name } as GridRoom)
}

function newRoom(id: number, cell: NewCell): GridRoom {
  const text = (value: string | number | null | undefined): string | null => (value == null || value === '' ? null : String(value))
  return {
    id, kind: cell.kind === 'floor' ? 'room' : cell.kind, name: cell.name, label: cell.name, unit_id: cell.parent_id ?? null, top_floor_index: cell.top_floor_index ?? null,
    building_area: text(cell.building_area), inner_area: text(cell.inner_area), billing_area: text(cell.billing_area), use: cell.use ?? '', layout: cell.layout ?? '',
    sale_state: cell.sale_state ?? '', delivery_state: cell.delivery_state ?? '', fit_out_state: cell.fit_out_state ?? '', occupancy_state: cell.occupancy_state ?? '', state: { zh: '', en: '' },
  }
}

/** Sets facts on cells, new ones and known ones alike. */
export function withFacts(draft: Draft, ids: number[], facts: CellFacts): Draft {
  const chosen = new Set(ids)
  const changed = { ...draft.changed }
  for (const id of ids) if (id > 0) changed[id] = { ...changed[id], ...facts }
  const added = draft.added.map((one) => (chosen.has(one.id) ? { id: one.id, cell: { ...one.cell, ...facts, name: facts.name ?? one.cell.name } as NewCell } : one))
  return { ...draft, changed, added }
}

/** Takes cells away: what was never saved is gone, the rest waits for the save. Again gives it back. */
export function withRemoved(draft: Draft, ids: number[]): Draft {
  const known = ids.filter((id) => id > 0)
  const isBack = known.length > 0 && known.every((id) => draft.removed.includes(id))
  const removed = isBack ? draft.removed.filter((id) => !known.includes(id)) : [...new Set([...draft.removed, ...known])]
  return { ...draft, removed, added: draft.added.filter((one) => !ids.includes(one.id)) }
}

export function bodyOf(draft: Draft): BuildingEdit {
  const changed = Object.entries(draft.changed).filter(([id]) => !draft.removed.includes(Number(id)))
  return {
    remove_ids: draft.removed,
    floors: Object.entries(draft.floors).map(([index, floor_label]) => ({ floor_index: Number(index), floor_label })),
    change: changed.map(([id, facts]) => ({ space_id: Number(id), ...facts })),
    add: draft.added.map((one) => one.cell),
  }
}

/** At which cell a fault of the server lies: `add.3.name` is the fourth that is new. */
export function cellOf(draft: Draft, field: string): number | null {
  const [part, place] = field.split('.')
  const at = Number(place)
  if (part === 'add') return draft.added[at]?.id ?? null
  if (part === 'remove_ids') return draft.removed[at] ?? null
  if (part === 'change') return bodyOf(draft).change?.[at]?.space_id ?? null
  return null
}
