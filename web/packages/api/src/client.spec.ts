import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answer, api, ifMatch, setApiLanguage, whenSignedOut, once } from './client'
import { newIdempotencyKey } from './idempotency'
import { Problem } from './problem'

let sent: Request[] = []
let next: () => Response | Promise<Response> = () => new Response('{}')
const say = (status: number, body: unknown, type = 'application/problem+json') => () => new Response(JSON.stringify(body), { status, headers: { 'content-type': type, 'x-request-id': 'r-1' } })

describe('the client', () => {
  beforeEach(() => {
    sent = []
    document.cookie = 'manyhold_csrf=token-1'
    vi.stubGlobal('fetch', (request: Request) => {
      sent.push(request)
      return Promise.resolve().then(() => next())
    })
  })
  afterEach(() => vi.unstubAllGlobals())

  it('adds language to reads, and key and CSRF token to writes only', async () => {
    setApiLanguage('en')
    next = say(200, { items: [] }, 'application/json')
    await answer(api.GET('/api/v1/projects', { params: { query: { limit: 5 } } }))
    await answer(api.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id: 7 }, ...once() } }))
    expect(sent[0]!.url).toContain('/api/v1/projects?limit=5')
    expect(sent[0]!.headers.get('accept-language')).toBe('en')
    expect(sent[0]!.headers.get('idempotency-key')).toBeNull()
    expect(sent[1]!.headers.get('x-csrf-token')).toBe('token-1')
    expect(sent[1]!.headers.get('idempotency-key')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('says of what a page asks by itself that nobody is there', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    next = say(200, { count: 0 }, 'application/json')
    const ask = () => answer(api.GET('/api/v1/jobs/count', { params: {} }))
    globalThis.dispatchEvent(new Event('pointerdown'))
    await ask()
    vi.setSystemTime(Date.now() + 61_000)
    await ask()
    globalThis.dispatchEvent(new Event('keydown'))
    await ask()
    vi.useRealTimers()
    expect(sent.map((request) => request.headers.get('x-unattended'))).toEqual([null, '1', null])
  })

  it('keeps the key and the version tag that it is given', async () => {
    next = say(200, {}, 'application/json')
    await answer(api.PATCH('/api/v1/spaces/{space_id}', { params: { path: { space_id: 1 } }, body: {}, headers: ifMatch('"4"') }))
    await answer(api.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id: 7 }, ...once('mine') } }))
    expect(sent[1]!.headers.get('idempotency-key')).toBe('mine')
    expect(sent[0]!.headers.get('if-match')).toBe('"4"')
  })

  it('throws what the server refuses, field by field', async () => {
    next = say(422, { code: 'invalid_input', errors: [{ field: 'name', code: 'too_long', params: { max: 60 } }] })
    const problem = await answer(api.GET('/api/v1/me')).catch((error: unknown) => error)
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({ status: 422, code: 'invalid_input', requestId: 'r-1', isPassing: false, errors: [{ field: 'name', code: 'too_long', params: { max: 60 } }] })
  })

  it('tells an unreachable server from an unreadable answer', async () => {
    next = () => Promise.reject(new TypeError('Failed to fetch'))
    await expect(answer(api.GET('/api/v1/me'))).rejects.toMatchObject({ code: 'unreachable', isPassing: true })
    next = () => new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } })
    await expect(answer(api.GET('/api/v1/me'))).rejects.toMatchObject({ code: 'unreadable', status: 502 })
  })

  it('calls out when nobody is signed in, but not for a wrong password', async () => {
    const out = vi.fn()
    whenSignedOut(out)
    next = say(401, { code: 'not_signed_in' })
    await expect(answer(api.GET('/api/v1/me'))).rejects.toThrow()
    expect(out).toHaveBeenLastCalledWith(false)
    await expect(answer(api.DELETE('/api/v1/sessions/current'))).rejects.toThrow()
    expect(out).toHaveBeenLastCalledWith(true)
    next = say(401, { code: 'wrong_password' })
    await expect(answer(api.POST('/api/v1/sessions', { body: { sign_in_name: 'a', password: 'b', code: '' } }))).rejects.toThrow()
    expect(out).toHaveBeenCalledTimes(2)
  })
})

it('makes version 4 keys that differ', () => {
  const keys = new Set(Array.from({ length: 200 }, newIdempotencyKey))
  expect(keys.size).toBe(200)
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
