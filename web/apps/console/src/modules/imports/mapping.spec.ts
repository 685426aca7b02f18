import { describe, expect, it } from 'vitest'
import { assign, carried, changed, examples, missing, rowsFrom } from './mapping'

const field = (code: string, several = false) => ({ code, zh: code, en: code, type: 'text', unit: null, targets: [], is_personal: false, several })
const fields = [field('room.number'), field('owner.phone', true)]

describe('a mapping by hand', () => {
  it('moves a field from the column that held it', () => {
    expect(assign(['room.number', null], 1, 'room.number', fields)).toEqual([null, 'room.number'])
  })
  it('leaves a field that several columns may hold where it is', () => {
    expect(assign(['owner.phone', null], 1, 'owner.phone', fields)).toEqual(['owner.phone', 'owner.phone'])
  })
  it('empties a column without touching the empty ones', () => {
    expect(assign(['room.number', null], 0, null, fields)).toEqual([null, null])
  })
  it('knows what differs from what is kept', () => expect(changed([null, 'a', 'b'], [null, 'b', 'b'])).toEqual([1]))
  it('wants one of what the target cannot do without', () => {
    const required = { room: ['room.number', 'place.label'] }
    expect(missing(['place.label'], 'room', required)).toEqual([])
    expect(missing([null], 'room', required)).toEqual(['room.number', 'place.label'])
    expect(missing([null], null, required)).toEqual([])
  })
})

describe('a newer version of the sheet', () => {
  const table = (fields: (string | null)[], target: 'room' | 'owner' = 'room') => ({ target, columns: fields.map((field, place) => ({ letters: 'AB'[place]!, label: `列${place}`, field })) })
  it('is taken over where nothing was chosen', () => {
    expect(carried([], undefined, table(['a', null]))).toEqual(['a', null])
    expect(carried(['a', null], table(['a', null]), table(['a', 'b']))).toEqual(['a', 'b'])
  })
  it('leaves the choices made here', () => expect(carried(['a', 'c'], table(['a', null]), table([null, 'b']))).toEqual(['a', 'c']))
  it('is taken over when the table is another', () => {
    expect(carried(['a', 'c'], table(['a', null]), table(['x', null], 'owner'))).toEqual(['x', null])
    expect(carried(['a', 'c'], table(['a', null]), table(['x']))).toEqual(['x'])
  })
})

describe('what is typed and shown', () => {
  it('reads rows and refuses what is none', () => {
    expect(rowsFrom('2，3')).toEqual([2, 3])
    expect(rowsFrom(' ')).toEqual([])
    expect(rowsFrom('0')).toBeNull()
    expect(rowsFrom('two')).toBeNull()
  })
  it('shows each value once and no blanks', () => expect(examples([['a'], [''], ['a'], ['b']], 0)).toEqual(['a', 'b']))
})
