import { useI18n } from 'vue-i18n'
import type { AuditEntry } from './api/use-audit'

export const AUDIT_ACTIONS = ['insert', 'update', 'delete', 'insert_set', 'update_set', 'delete_set', 'signed_in', 'sign_in_failed', 'signed_out', 'reveal', 'look_up', 'export'] as const

/** The words of an act and of what it was done to; what this console does not know yet shows its code. */
export function useAuditWords(): { actionName: (action: string) => string; subjectName: (entry: AuditEntry) => string } {
  const { t, te } = useI18n()
  return {
    actionName: (action) => (te(`audit.action.${action}`) ? t(`audit.action.${action}`) : action),
    subjectName: (entry) => {
      const name = te(`audit.table.${entry.subject}`) ? t(`audit.table.${entry.subject}`) : entry.subject
      return entry.subject_id === 0 && entry.row_count !== 1 ? t('audit.rows', { name, n: entry.row_count }) : name
    },
  }
}
