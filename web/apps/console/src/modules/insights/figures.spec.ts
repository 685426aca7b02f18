import { describe, expect, it } from 'vitest'
import { addMonths, percent, placeOf } from './figures'

const all = (): boolean => true

describe('placeOf', () => {
  it('opens the list of the project that the link names', () => {
    expect(placeOf({ list: 'bills', filters: { project_id: 7, building_id: 9, to_period: 202611, state: 'overdue' } }, null, all)).toEqual({ name: 'project.bills', params: { projectId: '7' }, query: { building_id: '9', to_period: '202611', state: 'overdue' } })
  })
  it('stays in the project where one is', () => {
    expect(placeOf({ list: 'work-orders', filters: { late: true } }, 7, all)).toEqual({ name: 'project.work-orders', params: { projectId: '7' }, query: { late: 'true' } })
  })
  it('shows the lines of many projects in the group', () => {
    expect(placeOf({ list: 'bills', filters: { fee_item_id: 3 } }, null, all)).toEqual({ name: 'group.bills', params: {}, query: { fee_item_id: '3' } })
  })
  it('goes on to the report on the projects of a node', () => {
    expect(placeOf({ list: 'reports/group', filters: { by: 'project', node_id: 4, from_period: 202601, to_period: 202611 } }, null, all)).toEqual({ name: 'group.report', query: { by: 'project', node_id: '4', from_period: '202601', to_period: '202611' } })
  })
  it('links nothing to a page that is not there', () => {
    expect(placeOf({ list: 'work-orders', filters: {} }, 7, (name) => name !== 'project.work-orders')).toBeNull()
    expect(placeOf({ list: 'unknown', filters: {} }, 7, all)).toBeNull()
    expect(placeOf(undefined, 7, all)).toBeNull()
  })
})

it('counts months over the year', () => {
  expect(addMonths(202512, 1)).toBe(202601)
  expect(addMonths(202601, -1)).toBe(202512)
  expect(addMonths(202611, -11)).toBe(202512)
})

it('writes a rate with one place, and nothing for none', () => {
  expect(percent('0.9534')).toBe('95.3 %')
  expect(percent(null)).toBe('—')
})
