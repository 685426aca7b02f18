import { Problem } from '@manyhold/api'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, nextTick } from 'vue'
import { mountWithWords } from '../testing/mount'
import { useForm, type Form } from './use-form'

interface Values { name: string; area: string }
type Send = (values: Values, key: string) => Promise<void>

function make(send: Send): Form<Values> {
  let form!: Form<Values>
  mountWithWords(
    defineComponent({
      setup() {
        form = useForm<Values>({ draftKey: 'test', initial: () => ({ name: '', area: '' }), rules: { name: (values) => (values.name === '' ? '请填写' : null) }, send })
        return () => null
      },
    }),
  )
  return form
}

describe('useForm', () => {
  beforeEach(() => localStorage.clear())

  it('complains of a field only once it was left', () => {
    const form = make(vi.fn())
    expect(form.errors.value).toEqual({})
    form.left('name')
    expect(form.errors.value).toEqual({ name: '请填写' })
  })

  it('sends nothing that is not right', async () => {
    const send = vi.fn<Send>()
    expect(await make(send).submit()).toBe(false)
    expect(send).not.toHaveBeenCalled()
  })

  it("keeps the input and shows the server's word beside its field", async () => {
    const form = make(() => Promise.reject(new Problem(422, { code: 'invalid_input', errors: [{ field: 'body.area', code: 'invalid' }] })))
    form.values.name = '1803'
    await nextTick()
    expect(await form.submit()).toBe(false)
    expect(form.values.name).toBe('1803')
    expect(form.errors.value.area).toBe('填写的内容不正确')
  })

  it('repeats the key for the same input and takes a new one for other input', async () => {
    const keys: string[] = []
    const form = make((_, key) => {
      keys.push(key)
      return Promise.reject(new Problem(0, { code: 'unreachable' }))
    })
    form.values.name = 'a'
    await nextTick()
    await form.submit()
    await form.submit()
    form.values.name = 'b'
    await nextTick()
    await form.submit()
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[0])
  })

  it('restores an unsent draft and forgets a sent one', async () => {
    const first = make(vi.fn())
    first.values.name = '草稿'
    await nextTick()
    const second = make(vi.fn().mockResolvedValue(undefined))
    expect(second.isDraft.value).toBe(true)
    expect(second.values.name).toBe('草稿')
    expect(await second.submit()).toBe(true)
    expect(localStorage.getItem('manyhold.draft.test')).toBeNull()
  })
})
