import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { mountWithWords } from '../testing/mount'
import MaskedText from './MaskedText.vue'

describe('MaskedText', () => {
  afterEach(() => document.body.replaceChildren())

  it('offers nothing to those who may not ask', () => {
    expect(mountWithWords(MaskedText, { props: { text: '138****5678', isMasked: true, what: '手机号' } as never }).find('.ask').exists()).toBe(false)
  })

  it('shows the whole only after a reason was given', async () => {
    const reveal = vi.fn().mockResolvedValue('13812345678')
    const text = mountWithWords(MaskedText, { props: { text: '138****5678', isMasked: true, what: '手机号', reveal } as never })
    await text.get('.ask').trigger('click')
    await flushPromises()
    const show = document.querySelector<HTMLButtonElement>('.el-dialog .el-button--primary')!
    expect(show.disabled).toBe(true)
    document.querySelector<HTMLButtonElement>('.el-dialog .reason')!.click()
    await flushPromises()
    show.click()
    await flushPromises()
    expect(reveal).toHaveBeenCalledWith('电话联系住户')
    expect(text.text()).toContain('13812345678')
  })
})
