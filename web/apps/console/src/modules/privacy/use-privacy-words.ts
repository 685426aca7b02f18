import { formatFen } from '@manyhold/ui'
import { useI18n } from 'vue-i18n'
import type { Hold } from './api/use-requests'

/** Why data must stay, as a sentence; a reason that this console does not know yet shows its code. */
export function useHoldWords(): { reasonName: (reason: string) => string; sentence: (hold: Hold) => string } {
  const { t, te } = useI18n()
  const reasonName = (reason: string): string => (te(`privacy.hold.${reason}`) ? t(`privacy.hold.${reason}`) : reason)
  const about = (hold: Hold): string => {
    const { amount_fen, space, number, reference } = hold.params
    return [hold.project_name, space, number, reference, typeof amount_fen === 'number' ? formatFen(amount_fen) : null, hold.until === null ? null : t('privacy.requests.until', { day: hold.until })].filter(Boolean).join(' · ')
  }
  return { reasonName, sentence: (hold) => [reasonName(hold.reason), about(hold)].filter(Boolean).join(t('privacy.colon')) }
}
