import type { Space } from './api/use-spaces'
import type { Tone } from '@manyhold/ui'

export const SPACE_KINDS = ['phase', 'building', 'unit', 'floor', 'room', 'shop', 'office', 'parking_area', 'parking', 'storage', 'public_area'] as const
export const SALE_STATES = ['unsold', 'sold', 'held', 'bought_back'] as const
export const DELIVERY_STATES = ['undelivered', 'notified', 'delivered', 'refused'] as const
export const FIT_OUT_STATES = ['bare', 'applied', 'in_progress', 'accepted'] as const
export const OCCUPANCY_STATES = ['vacant', 'owner_occupied', 'let', 'own_business', 'disused'] as const
export const AXES = [['sale', SALE_STATES], ['delivery', DELIVERY_STATES], ['fit_out', FIT_OUT_STATES], ['occupancy', OCCUPANCY_STATES]] as const

export type Axis = (typeof AXES)[number][0]

/** Where each kind may stand: below which kinds, and whether in the project itself. The server judges again. */
export const PARENTS: Record<Space['kind'], readonly (Space['kind'] | null)[]> = {
  phase: [null], building: [null, 'phase'], parking_area: [null, 'phase'], unit: ['building'], floor: ['building', 'unit'], room: ['building', 'unit', 'floor'], office: ['building', 'unit', 'floor'],
  shop: [null, 'phase', 'building', 'unit', 'floor'], storage: [null, 'phase', 'building', 'unit', 'floor', 'parking_area'], parking: [null, 'phase', 'building', 'floor', 'parking_area'], public_area: [null, 'phase', 'building', 'unit', 'floor', 'parking_area'],
}
export const HOUSEHOLDS: readonly Space['kind'][] = ['room', 'shop', 'office']

/** How a place is used is a fact, told by its word; colour is kept for what somebody may have to act on. */
export const DELIVERY_TONES: Record<string, Tone> = { undelivered: 'waiting', notified: 'waiting', delivered: 'steady', refused: 'urgent' }

interface Axes {
  sale_state: string
  delivery_state: string
  fit_out_state: string
  occupancy_state: string
}

/** The look of a room in a building's picture, by the same order of weight as its one word. */
export function lookOf(room: Axes): string {
  if (room.occupancy_state === 'disused') return 'disused'
  if (room.fit_out_state === 'in_progress') return 'working'
  if (['let', 'own_business', 'owner_occupied'].includes(room.occupancy_state)) return room.occupancy_state
  if (room.sale_state === 'unsold') return 'unsold'
  if (['refused', 'notified', 'undelivered'].includes(room.delivery_state)) return 'undelivered'
  return 'vacant'
}

const GOOD = ['sold', 'delivered', 'accepted', 'owner_occupied']
const MOVING = ['held', 'notified', 'in_progress', 'let']
const PAUSING = ['bought_back', 'undelivered', 'applied', 'own_business']

/** The look of a room by one axis alone. */
export function toneOf(value: string): string {
  if (value === '') return 'unknown'
  if (value === 'refused') return 'bad'
  if (value === 'disused') return 'disused'
  if (value === 'unsold') return 'unsold'
  return GOOD.includes(value) ? 'good' : MOVING.includes(value) ? 'moving' : PAUSING.includes(value) ? 'pausing' : 'plain'
}
