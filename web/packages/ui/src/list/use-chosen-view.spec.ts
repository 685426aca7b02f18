import { mount, flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { computed, defineComponent, ref } from 'vue'
import { memoryRouter } from '../testing/mount'
import type { ListViews, SavedView } from './list-views'
import { useChosenView, type ChosenView } from './use-chosen-view'
import { useColumnSettings, type ColumnSettings } from './use-column-settings'
import { useListRoute } from './use-list-route'

const late: SavedView = { key: 'mine-1', place: 'mine', label: '逾期', query: { state: 'late', sort: '-at' }, columns: { hidden: ['b'], widths: {} }, sharedBy: null, isDefault: false, mayChange: true, mayRemove: true }

async function at(path: string, views: SavedView[]) {
  const router = memoryRouter()
  await router.push(path)
  const isKnown = ref(false)
  const saved = { views: computed(() => (isKnown.value ? views : [])), isKnown: computed(() => isKnown.value) } as unknown as ListViews
  let chosen!: ChosenView
  let columns!: ColumnSettings<object>
  mount(defineComponent({
    setup() {
      columns = useColumnSettings('spec', ref([{ key: 'a', title: '', width: 90 }, { key: 'b', title: '', width: 90 }]))
      chosen = useChosenView(useListRoute(['state']), columns, ref([{ key: 'all', label: '全部', query: {} }]), saved)
      return () => null
    },
  }), { global: { plugins: [router] } })
  isKnown.value = true
  await flushPromises()
  return { router, chosen, columns }
}

describe('useChosenView', () => {
  beforeEach(() => localStorage.clear())

  it('chooses filters, sort and columns at once, and gives the own columns back with another view', async () => {
    const { router, chosen, columns } = await at('/list?within=7', [late])
    expect(chosen.on.value).toBe('all')
    chosen.choose(late)
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ within: '7', state: 'late', sort: '-at' })
    expect([chosen.on.value, columns.isShown('b')]).toEqual(['mine-1', false])
    chosen.choose({ key: 'all', label: '', query: {} })
    await flushPromises()
    expect([chosen.on.value, columns.isShown('b')]).toEqual(['all', true])
  })

  it('opens a plain address with the default, and any other as it says', async () => {
    const first = { ...late, isDefault: true }
    expect((await at('/list', [first])).chosen.on.value).toBe('mine-1')
    const asked = await at('/list?state=new', [first])
    expect([asked.chosen.on.value, asked.router.currentRoute.value.query]).toEqual([null, { state: 'new' }])
    expect((await at('/list?state=late&sort=-at', [late])).chosen.on.value).toBe('mine-1')
  })

  it('offers to update what was chosen and then changed, and to save what is no view', async () => {
    const { router, chosen, columns } = await at('/list', [late])
    expect(chosen.canSave.value).toBe(false)
    chosen.choose(late)
    await flushPromises()
    columns.toggle('b')
    expect([chosen.changed.value?.key, chosen.present(late)]).toEqual(['mine-1', { query: late.query, columns: { hidden: [], widths: {} } }])
    await router.replace({ query: { state: 'late', q: '王' } })
    expect(chosen.present().query).toEqual({ state: 'late' })
    expect(chosen.canSave.value).toBe(true)
  })
})
