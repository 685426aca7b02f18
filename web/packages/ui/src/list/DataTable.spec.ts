import { beforeEach, describe, expect, it } from 'vitest'
import { mountWithWords } from '../testing/mount'
import DataTable from './DataTable.vue'
import type { Column } from './types'

interface Row { id: number; name: string }
const columns: Column<Row>[] = [
  { key: 'name', title: '名称', width: 200, sort: 'name', text: (row) => row.name },
  { key: 'id', title: '编号', width: 80, align: 'end', text: (row) => row.id },
]
const many = (count: number): Row[] => Array.from({ length: count }, (_, index) => ({ id: index + 1, name: `第 ${index + 1} 行` }))
const make = (props: Record<string, unknown> = {}) =>
  mountWithWords(DataTable, { props: { rows: many(30), columns, sort: '', selected: new Set(), openId: null, label: '表', canSelect: true, ...props } as never })

describe('DataTable', () => {
  beforeEach(() => document.body.replaceChildren())

  it('draws only what is in sight of ten thousand rows', () => {
    const table = make({ rows: many(10_000) })
    expect(table.findAll('tr.row').length).toBeLessThan(60)
    expect(table.get('[role=grid]').attributes('aria-rowcount')).toBe('10000')
  })

  it('walks by keyboard, opens with enter and opens fully with enter again', async () => {
    const table = make()
    const frame = table.get('.scroller')
    await frame.trigger('keydown', { key: 'ArrowDown' })
    await frame.trigger('keydown', { key: 'ArrowDown' })
    await frame.trigger('keydown', { key: 'ArrowUp' })
    await frame.trigger('keydown', { key: 'Enter' })
    expect(table.emitted('open')!.at(-1)).toEqual([{ id: 1, name: '第 1 行' }])
    await table.setProps({ openId: '1' } as never)
    await frame.trigger('keydown', { key: 'Enter' })
    expect(table.emitted('openFully')!.at(-1)).toEqual([{ id: 1, name: '第 1 行' }])
  })

  it('lets the open drawer follow the walk, and escape close it', async () => {
    const table = make({ openId: '1' })
    const frame = table.get('.scroller')
    await frame.trigger('keydown', { key: 'End' })
    expect(table.emitted('open')!.at(-1)).toEqual([{ id: 30, name: '第 30 行' }])
    await frame.trigger('keydown', { key: 'Escape' })
    expect(table.emitted('close')).toHaveLength(1)
  })

  it('chooses rows with the space bar and all by the head', async () => {
    const table = make()
    await table.get('.scroller').trigger('keydown', { key: 'ArrowDown' })
    await table.get('.scroller').trigger('keydown', { key: ' ' })
    expect([...(table.emitted('select')!.at(-1)![0] as Set<number>)]).toEqual([1])
    await table.get('thead input[type=checkbox]').trigger('change')
    expect((table.emitted('select')!.at(-1)![0] as Set<number>).size).toBe(30)
  })

  it('says how it is sorted and asks for another order', async () => {
    const table = make({ sort: '-name' })
    expect(table.get('th[aria-sort]').attributes('aria-sort')).toBe('descending')
    await table.get('.sorter').trigger('click')
    expect(table.emitted('sort')!.at(-1)).toEqual(['name'])
  })

  it('offers more only where there is more', async () => {
    const table = make({ hasMore: true })
    await table.get('.more button').trigger('click')
    expect(table.emitted('more')).toHaveLength(1)
    await table.setProps({ hasMore: false } as never)
    expect(table.find('.more').exists()).toBe(false)
  })
})
