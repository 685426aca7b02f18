import { flushPromises } from '@vue/test-utils'
import { mountWithWords } from '@manyhold/ui/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import SignInForm from './SignInForm.vue'

let bodies: Record<string, string>[] = []
let answers: (() => Response)[] = []
const json = (status: number, body: unknown) => () => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

describe('SignInForm', () => {
  beforeEach(() => {
    bodies = []
    vi.stubGlobal('fetch', async (request: Request) => {
      bodies.push((await request.json()) as Record<string, string>)
      return answers.shift()!()
    })
  })
  afterEach(() => {
    document.body.replaceChildren()
    vi.unstubAllGlobals()
  })

  async function fill(form: ReturnType<typeof mountWithWords>): Promise<void> {
    await form.get('input[autocomplete=username]').setValue('admin')
    await form.get('input[type=password]').setValue('correct horse')
    await form.get('form').trigger('submit')
    await flushPromises()
  }

  it('asks for both before it sends', async () => {
    const form = mountWithWords(SignInForm)
    await form.get('form').trigger('submit')
    expect(form.text()).toContain('请填写登录名')
    expect(bodies).toHaveLength(0)
  })

  it('goes on to the code and sends it as soon as six digits stand', async () => {
    answers = [json(201, { step: 'code' }), json(201, { step: 'done' })]
    const form = mountWithWords(SignInForm)
    await fill(form)
    await form.get('input[autocomplete=one-time-code]').setValue('123456')
    await flushPromises()
    expect(bodies[1]).toMatchObject({ sign_in_name: 'admin', code: '123456' })
    expect(form.emitted('done')).toHaveLength(1)
  })

  it('says what was wrong and keeps the name', async () => {
    answers = [json(401, { code: 'wrong_password' })]
    const form = mountWithWords(SignInForm)
    await fill(form)
    expect(form.get('[role=alert]').text()).toBe('登录名或密码不正确。')
    expect((form.get('input[autocomplete=username]').element as HTMLInputElement).value).toBe('admin')
  })

  it('offers the SMS way only where there is one', () => {
    expect(mountWithWords(SignInForm, { props: { ways: { sms: false } } } as never).text()).not.toContain('短信验证码')
    expect(mountWithWords(SignInForm, { props: { ways: { sms: true } } } as never).text()).toContain('短信验证码')
  })

  it('has a code sent once a minute and signs in with it', async () => {
    answers = [() => new Response(null, { status: 204 }), json(201, { step: 'done' })]
    const form = mountWithWords(SignInForm, { props: { ways: { sms: true } } } as never)
    await form.get('input[value=sms]').setValue(true)
    const ask = () => form.findAll('button').find((one) => /获取验证码|秒后重发/.test(one.text()))!
    await ask().trigger('click')
    expect(form.text()).toContain('请填写登录名')
    expect(form.text()).not.toContain('请填写短信里的')
    await form.get('input[autocomplete=username]').setValue('wang')
    await ask().trigger('click')
    await flushPromises()
    expect(bodies[0]).toEqual({ sign_in_name: 'wang' })
    expect([ask().text(), ask().attributes('disabled')]).toEqual(['60 秒后重发', ''])
    await form.get('input[autocomplete=one-time-code]').setValue('123456')
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(bodies[1]).toEqual({ sign_in_name: 'wang', sms_code: '123456', code: '' })
    expect(form.emitted('done')).toHaveLength(1)
    form.unmount()
  })
})
