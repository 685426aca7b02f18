import type { Tone } from '@manyhold/ui'
import type { ApiClient, Sent, Webhook } from './api/use-programs'

interface State {
  key: string
  tone: Tone
}

/** Whether a program may ask: in use, not used yet, over by its last day, or revoked. */
export function stateOf(client: Pick<ApiClient, 'revoked_at' | 'expires_at' | 'seen_at'>, now = Date.now()): State {
  if (client.revoked_at !== null) return { key: 'revoked', tone: 'off' }
  if (client.expires_at !== null && Date.parse(client.expires_at) <= now) return { key: 'expired', tone: 'off' }
  return client.seen_at === null ? { key: 'unused', tone: 'neutral' } : { key: 'inUse', tone: 'steady' }
}

/** How the address of a webhook is. */
export function stateOfHook(webhook: Pick<Webhook, 'is_on' | 'why_off' | 'failing_since'>): State {
  if (!webhook.is_on) return webhook.why_off === 'failing' ? { key: 'gaveUp', tone: 'urgent' } : { key: 'off', tone: 'off' }
  return webhook.failing_since === null ? { key: 'on', tone: 'steady' } : { key: 'failing', tone: 'waiting' }
}

export const TONE_OF_SENT: Record<Sent['state'], Tone> = { pending: 'waiting', done: 'steady', failed: 'urgent' }
