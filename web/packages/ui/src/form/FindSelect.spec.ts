import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { mountWithWords } from '../testing/mount'
import FindSelect from './FindSelect.vue'
import FormDrawer from './FormDrawer.vue'
import FormField from './FormField.vue'
import { useForm, type Form } from './use-form'

const ROOMS = [{ id: 1, label: '3栋2单元1003' }, { id: 2, label: '3栋2单元1004' }, { id: 3, label: '3栋2单元10031' }]
let form!: Form<{ space: number | null }>

async function typed(text: string): Promise<void> {
  mountWithWords(
    defineComponent({
      setup() {
        form = useForm({ initial: () => ({ space: null as number | null }), send: () => Promise.resolve() })
        const find = (asked: string) => Promise.resolve(ROOMS.filter((one) => one.label.startsWith(asked)))
        return () => h(FormDrawer as never, { modelValue: true, title: 'x', submitLabel: 'x', form }, () => h(FormField, { label: '位置' }, () => h(FindSelect as never, { modelValue: form.values.space, 'onUpdate:modelValue': (id: number | null) => (form.values.space = id), find, placeholder: '' })))
      },
    }),
  )
  await flushPromises()
  const input = document.querySelector<HTMLInputElement>('.field input')!
  input.focus()
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  input.blur()
  await flushPromises()
}

describe('FindSelect', () => {
  afterEach(() => document.body.replaceChildren())

  it('takes what was typed when it is one thing', async () => {
    await typed('3栋2单元1004')
    expect(form.values.space).toBe(2)
    expect(await form.submit()).toBe(true)
  })
  it('takes the one of that very name', async () => {
    await typed('3栋2单元1003')
    expect(form.values.space).toBe(1)
  })
  it('never drops what it cannot tell: the text stays, and the form does not go without it', async () => {
    for (const text of ['3栋2单元', '9栋']) {
      await typed(text)
      expect(document.querySelector('.field [role=alert]')?.textContent).toContain(text)
      expect(await form.submit()).toBe(false)
      document.body.replaceChildren()
    }
  })
})
