import { useI18n } from 'vue-i18n'
import type { AuditEntry } from './api/use-audit'

export const AUDIT_ACTIONS = ['insert', 'update', 'delete', 'insert_set', 'update_set', 'delete_set', 'sign_in', 'sign_in_failed', 'sign_out', 'reveal', 'look_up', 'export', 'erase', 'defer', 'forget'] as const

/** The words of an act and of what it was done to; what this console does not know yet shows its code. */
export function useAuditWords(): { actionName: (action: string) => string; subjectName: (entry: AuditEntry) => string; reasonOf: (entry: AuditEntry) => string } {
  const { t, te } = useI18n()
  return {
    /** Why: what was said, and for whom where somebody called. */
    reasonOf: (entry) => {
      const caller = entry.changes?.caller
      return [typeof caller === 'string' && caller !== '' ? t('audit.calledBy', { caller }) : '', entry.reason].filter(Boolean).join(t('ui.comma'))
    },
    actionName: (action) => (te(`audit.action.${action}`) ? t(`audit.action.${action}`) : action),
    subjectName: (entry) => {
      const name = te(`audit.table.${entry.subject}`) ? t(`audit.table.${entry.subject}`) : entry.subject
      return entry.subject_id === 0 && entry.row_count !== 1 ? t('audit.rows', { name, n: entry.row_count }) : name
    },
  }
}
