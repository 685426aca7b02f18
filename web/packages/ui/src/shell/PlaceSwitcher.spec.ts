import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { mountWithWords } from '../testing/mount'
import PlaceSwitcher from './PlaceSwitcher.vue'

const places = ['云栖花园', '滨江壹号', '锦绣里', '翠屏雅苑', '天悦广场', '望江府', '紫荆花园'].map((name, index) => ({ id: index + 1, name, code: `P${index + 1}`, kind: 'residential', path: [index % 2 ? '杭州公司' : '上海公司'] }))
afterEach(() => document.body.replaceChildren())

it('puts recent projects first, finds by name or code, and chooses by enter', async () => {
  const switcher = mountWithWords(PlaceSwitcher, { props: { groupName: '众园', places, currentId: 1, recentIds: [3], canSeeGroup: true, isWhole: true } as never })
  await switcher.get('.current').trigger('click')
  await flushPromises()
  const lines = () => [...document.querySelectorAll('.line-name')].map((line) => line.textContent)
  expect(lines().slice(0, 2)).toEqual(['众园集团总览', '锦绣里'])
  const field = document.querySelector<HTMLInputElement>('.find input')!
  await vi.waitFor(() => expect(document.activeElement).toBe(field))
  field.value = 'p4'
  field.dispatchEvent(new Event('input'))
  await flushPromises()
  expect(lines()).toEqual(['翠屏雅苑'])
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  expect(switcher.emitted('choose')).toEqual([[4]])
})
