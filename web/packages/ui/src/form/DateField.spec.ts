import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { mountWithWords } from '../testing/mount'
import { readCalendar } from './calendar-text'
import DateField from './DateField.vue'
import FormDrawer from './FormDrawer.vue'
import FormField from './FormField.vue'
import { useForm, type Form } from './use-form'

describe('readCalendar', () => {
  it('turns nothing into its neighbour', () => {
    for (const text of ['2022-13-45', '2023-02-30', '2026-11-31', '2026-00-01', '2026-1', 'abc', '2026111', '99-01-01', '0000-01-01']) expect(readCalendar(text, 'date'), text).toBeNull()
    for (const text of ['2026-13', '2026-00', '202613', '2026-1-1', 'Jan']) expect(readCalendar(text, 'month'), text).toBeNull()
  })
  it('reads what people write', () => {
    expect(['2024-2-29', '2024/02/29', '20240229', '2024年2月29日', ' 2024.2.29 '].map((text) => readCalendar(text, 'date'))).toEqual(Array(5).fill('2024-02-29'))
    expect(['2026-9', '202609', '2026年9月'].map((text) => readCalendar(text, 'month'))).toEqual(Array(3).fill('2026-09'))
  })
})

interface Values { on: string }
const send = vi.fn<(values: Values) => Promise<void>>().mockResolvedValue(undefined)
let form!: Form<Values>

function make(extra: Record<string, unknown> = {}) {
  send.mockClear()
  return mountWithWords(
    defineComponent({
      setup() {
        form = useForm<Values>({ initial: () => ({ on: '2026-11-01' }), send })
        return () => h(FormDrawer as never, { modelValue: true, title: 'x', submitLabel: 'x', form }, () => h(FormField, { label: '日期' }, () => h(DateField, { modelValue: form.values.on, 'onUpdate:modelValue': (value: string | null) => (form.values.on = value ?? ''), ...extra })))
      },
    }),
  )
}
async function leave(text: string): Promise<HTMLInputElement> {
  await nextTick()
  const input = document.querySelector<HTMLInputElement>('.field input')!
  input.value = text
  input.dispatchEvent(new Event('input'))
  await nextTick()
  input.dispatchEvent(new FocusEvent('focusout', { bubbles: true }))
  await nextTick()
  return input
}

describe('DateField', () => {
  afterEach(() => document.body.replaceChildren())

  it('keeps what is no date, says so, and lets nothing be sent', async () => {
    make()
    for (const text of ['2023-02-30', 'abc']) {
      const input = await leave(text)
      expect(input.value).toBe(text)
      expect(document.querySelector('.field [role=alert]')?.textContent).toContain('没有这一天')
      expect(await form.submit()).toBe(false)
    }
    expect(send).not.toHaveBeenCalled()
    await leave('2026-11-30')
    expect(document.querySelector('.field [role=alert]')).toBeNull()
    expect(await form.submit()).toBe(true)
    expect(send.mock.calls[0]![0]).toEqual({ on: '2026-11-30' })
  })
  it('is emptied only where it may be, and speaks months without a sign where they are periods', async () => {
    make()
    await leave('')
    expect(form.values.on).toBe('')
    document.body.replaceChildren()
    make({ clearable: false, kind: 'month', isPeriod: true })
    await leave('2026-09')
    expect(form.values.on).toBe('202609')
    await leave('')
    expect(form.values.on).toBe('202609')
  })
})
