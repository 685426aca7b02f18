import { flushPromises } from '@vue/test-utils'
import { mountWithWords } from '@manyhold/ui/testing'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSession, type Me } from '../session'
import { useSignInAgain } from '../sign-in-again'
import SignInAgainDialog from './SignInAgainDialog.vue'

const me = (person_id: number): Me => ({ person_id, sign_in_name: 'cashier', group: { id: 1, name: 'g' }, projects: [], group_permissions: [], topics: [], missing: '' }) as unknown as Me
const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

describe('SignInAgainDialog', () => {
  const assign = vi.fn()
  let comesBack = 7
  beforeEach(() => {
    setActivePinia(createPinia())
    assign.mockClear()
    vi.stubGlobal('location', { ...globalThis.location, origin: globalThis.location.origin, assign })
    vi.stubGlobal('fetch', (request: Request) => Promise.resolve(request.method === 'POST' ? json(201, { step: 'done' }) : json(200, me(comesBack))))
    useSession().me = me(7)
    localStorage.setItem('manyhold.draft.x', '{}')
  })
  afterEach(() => {
    document.body.replaceChildren()
    vi.unstubAllGlobals()
    localStorage.clear()
  })

  async function signIn(): Promise<void> {
    mountWithWords(SignInAgainDialog, { global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }]] } } as never)
    useSignInAgain().ask(true)
    await flushPromises()
    expect(document.body.textContent).toContain('没有保存')
    const password = document.querySelector<HTMLInputElement>('input[type=password]')!
    password.value = 'x'
    password.dispatchEvent(new Event('input'))
    document.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
    await flushPromises()
  }

  it('lets the same person go on, with the draft, and says that nothing was saved', async () => {
    comesBack = 7
    await signIn()
    expect(useSignInAgain().isAsking).toBe(false)
    expect(useSignInAgain().times).toBe(1)
    expect(assign).not.toHaveBeenCalled()
    expect(localStorage.getItem('manyhold.draft.x')).toBe('{}')
    expect(document.querySelector('.el-message')?.textContent).toContain('请再次提交')
  })
  it('sends anybody else home and drops the draft', async () => {
    comesBack = 8
    await signIn()
    expect(assign).toHaveBeenCalledWith('/')
    expect(localStorage.getItem('manyhold.draft.x')).toBeNull()
  })
})
