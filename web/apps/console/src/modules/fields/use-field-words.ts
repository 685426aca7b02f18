import { useI18n } from 'vue-i18n'
import type { CatalogueEntry } from './api/use-catalogue'

/** What kind of values a field holds, in words. */
export function useFieldWords(): { typeOf: (entry: CatalogueEntry) => string } {
  const { t } = useI18n()
  return {
    typeOf(entry) {
      const kind = t(`fields.type.${entry.type}`)
      if (entry.type === 'text' && entry.longest !== null) return t('fields.upTo', { kind, n: entry.longest })
      if (entry.type === 'number' && entry.decimals) return t('fields.decimals', { kind, n: entry.decimals }) + (entry.unit ? t('fields.inUnit', { unit: entry.unit === 'm2' ? 'm²' : entry.unit }) : '')
      return kind
    },
  }
}
