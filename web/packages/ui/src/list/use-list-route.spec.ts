import { mount, flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { memoryRouter } from '../testing/mount'
import { useListRoute, type ListRoute } from './use-list-route'

async function at(path: string) {
  const router = memoryRouter()
  await router.push(path)
  let list!: ListRoute
  mount(defineComponent({ setup: () => ((list = useListRoute(['state', 'kind'], '-at')), () => null) }), { global: { plugins: [router] } })
  return { router, list }
}

describe('useListRoute', () => {
  it('reads filters, search and sort from the address and nothing else', async () => {
    const { list } = await at('/list?state=late&q=1803&other=1&sort=code')
    expect(list.query.value).toEqual({ state: 'late', q: '1803', sort: 'code' })
    expect(list.isFiltered.value).toBe(true)
  })

  it('keeps what is not its own when it changes the address', async () => {
    const { router, list } = await at('/list?within=7&state=late')
    list.set({ kind: 'room' })
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ within: '7', state: 'late', kind: 'room' })
    list.clear()
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ within: '7' })
  })

  it('turns a sort round and off again', async () => {
    const { router, list } = await at('/list')
    expect(list.sort.value).toBe('-at')
    for (const expected of ['code', '-code', undefined]) {
      list.toggleSort('code')
      await flushPromises()
      expect(router.currentRoute.value.query.sort).toBe(expected)
    }
  })
})
