import createClient, { type Middleware } from 'openapi-fetch'
import { newIdempotencyKey } from './idempotency'
import { Problem, readProblem } from './problem'
import type { paths } from './schema'

export const CSRF_COOKIE = 'manyhold_csrf'

const ATTENDED_FOR_MS = 60_000

let touchedAt = Date.now()
let language = 'zh-CN'
let onSignedOut: (wasWrite: boolean) => void = () => undefined

/** The language that the server should answer in (messages, exports). */
export function setApiLanguage(value: string): void {
  language = value
}

/** Called once for each answer that says that nobody is signed in; `wasWrite` when something was to be changed. */
export function whenSignedOut(act: (wasWrite: boolean) => void): void {
  onSignedOut = act
}

// An open page goes on asking by itself (what waits in the bar, what an event has changed). Unless the server is told
// that nobody is there, a sign-in would never end by idleness.
for (const touch of ['pointerdown', 'keydown', 'wheel', 'touchmove']) {
  globalThis.addEventListener?.(touch, () => (touchedAt = Date.now()), { capture: true, passive: true })
}

function readCookie(name: string): string | null {
  const entry = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`))
  return entry === undefined ? null : decodeURIComponent(entry.slice(name.length + 1))
}

const headers: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', language)
    if (Date.now() - touchedAt > ATTENDED_FOR_MS) request.headers.set('X-Unattended', '1')
    if (request.method === 'GET') return request
    const token = readCookie(CSRF_COOKIE)
    if (token !== null) request.headers.set('X-CSRF-Token', token)
    return request
  },
}

const problems: Middleware = {
  async onResponse({ request, response }) {
    if (response.ok) return
    const problem = await readProblem(response)
    if (problem.code === 'not_signed_in') onSignedOut(request.method !== 'GET')
    throw problem
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return
    return error instanceof Problem ? error : new Problem(0, { code: 'unreachable' })
  },
}

/** The one door to the server. Every refusal arrives as a thrown `Problem`. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  fetch: (request) => globalThis.fetch(request),
})
api.use(headers, problems)

/** The body of a successful answer; for a 204 it is undefined. */
export async function answer<T>(call: Promise<{ data?: T; response: Response }>): Promise<T> {
  return (await call).data as T
}

/** Body and version tag, for a record that two people may edit: send the tag back with `ifMatch`. */
export async function versioned<T>(call: Promise<{ data?: T; response: Response }>): Promise<{ data: T; etag: string | null }> {
  const { data, response } = await call
  return { data: data as T, etag: response.headers.get('etag') }
}

/** Headers for a write that must fail (412) when somebody else changed the record meanwhile. */
export function ifMatch(etag: string | null): Record<string, string> {
  return etag === null ? {} : { 'If-Match': etag }
}

/** Parameters of a write that happens once, however often it is sent with the same key. */
export function once(key: string = newIdempotencyKey()): { header: { 'Idempotency-Key': string } } {
  return { header: { 'Idempotency-Key': key } }
}
