import { AppWindow, Building, Mail, MessageCircle, MessageSquareText, MessagesSquare, Phone } from '@lucide/vue'
import type { Tone } from '@manyhold/ui'
import type { Component } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Delivery } from './api/use-channels'

export const CHANNEL_ICONS: Record<Delivery['channel'], Component> = { app: AppWindow, sms: MessageSquareText, wecom: Building, dingtalk: MessagesSquare, wechat: MessageCircle, mail: Mail, voice: Phone }
const TONES: Record<Delivery['state'], Tone> = { pending: 'waiting', sent: 'running', delivered: 'steady', confirmed: 'done', failed: 'urgent', skipped: 'off', cancelled: 'off' }
const KNOWN = ['channel_off', 'address_missing', 'not_wanted', 'person_left', 'quiet_hours', 'worker_lost', 'timed_out', 'name_unknown', 'not_reached', 'address_not_public', 'sign_in_refused', 'certificate_refused', 'user_unknown', 'call_200005', 'not_delivered', 'unexpected_error']

export const toneOf = (state: Delivery['state']): Tone => TONES[state]

/** Why a message did not go: our own codes in words, a provider's code as it is, for whoever asks the provider. */
export function useDeliveryWords() {
  const { t } = useI18n()
  return { reason: (code: string): string => (code === '' ? '' : KNOWN.includes(code) ? t(`messages.reason.${code}`) : t('messages.providerCode', { code })) }
}
