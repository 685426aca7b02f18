import { useQuery } from '@tanstack/vue-query'
import type { OpenApi } from '../openapi'

/** What the API says of itself. */
export function useApiDocument() {
  return useQuery({
    queryKey: ['openapi'],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<OpenApi> => (await fetch('/api/v1/openapi.json', { signal })).json() as Promise<OpenApi>,
  })
}

export interface Tried {
  status: number
  ms: number
  text: string
}

/** Ask as a program would: with its token and nothing of the browser's own sign-in. */
export async function tryOut(asked: { method: string; url: string; token: string; type: string | null; body: string; key: string }): Promise<Tried> {
  const headers: Record<string, string> = { Authorization: `Bearer ${asked.token}` }
  if (asked.type !== null) headers['Content-Type'] = asked.type
  if (asked.method === 'POST') headers['Idempotency-Key'] = asked.key
  if (asked.method === 'PATCH' || asked.method === 'PUT') headers['If-Match'] = '*'
  const begun = performance.now()
  const answer = await fetch(asked.url, { method: asked.method, headers, body: asked.type === null ? undefined : asked.body, credentials: 'omit' })
  const text = await answer.text()
  return { status: answer.status, ms: Math.round(performance.now() - begun), text: answer.headers.get('content-type')?.includes('json') ? JSON.stringify(JSON.parse(text), null, 2) : text.slice(0, 20_000) }
}

/** A token for a client, as it would get one itself. Raises an Error with the words of RFC 6749. */
export async function tokenFor(clientId: string, secret: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret })
  const answer = await fetch('/oauth/token', { method: 'POST', body: form, credentials: 'omit' })
  const said = (await answer.json()) as { access_token?: string; error_description?: string; code?: string }
  if (said.access_token === undefined) throw new Error(said.error_description ?? said.code ?? String(answer.status))
  return said.access_token
}
