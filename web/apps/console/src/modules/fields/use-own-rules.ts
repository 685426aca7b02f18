import { useI18n } from 'vue-i18n'
import type { Ref } from 'vue'
import type { OwnField } from './api/use-own-fields'
import { faultOf, isPersonal, type Drafts, type OwnValue } from './own'

/** What a form says of its own fields before anything is sent, by `own.` and the code. */
export function useOwnRules(fields: Ref<OwnField[]>, values?: Ref<Record<string, OwnValue>>): { faults: (drafts: Drafts) => Record<string, string>; first: (drafts: Drafts) => string | null } {
  const { t } = useI18n()
  function faults(drafts: Drafts): Record<string, string> {
    const found = fields.value.flatMap((field): [string, string][] => {
      const fault = faultOf(field, drafts[field.code])
      // A personal value that is there already begins empty here, and stays.
      if (fault === null || (fault === 'required' && isPersonal(field) && values?.value[field.code] !== undefined)) return []
      return [[`own.${field.code}`, t(`problems.${fault}`, { most: field.decimals })]]
    })
    return Object.fromEntries(found)
  }
  return { faults, first: (drafts) => Object.values(faults(drafts))[0] ?? null }
}
