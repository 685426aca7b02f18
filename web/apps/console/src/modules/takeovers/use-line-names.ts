import { useI18n } from 'vue-i18n'
import { ARREARS } from './api/use-takeovers'

/** The words of a control total: arrears are named by their item. */
export function useLineNames(): (key: string) => string {
  const { t } = useI18n()
  return (key) => (key.startsWith(ARREARS) ? t('takeovers.keys.arrears', { item: key.slice(ARREARS.length) }) : t(`takeovers.keys.${key}`))
}
