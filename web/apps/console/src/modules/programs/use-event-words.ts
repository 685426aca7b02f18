import { useI18n } from 'vue-i18n'

/** What a kind of event is called; one that has no words shows its name. */
export function useEventWords(): (name: string) => string {
  const { t, te } = useI18n()
  return (name) => (te(`programs.event.${name}`, 'zh-CN') ? t(`programs.event.${name}`) : name)
}
