import { asProblem } from '@manyhold/api'
import { useProblemText } from '@manyhold/i18n'
import { ElMessage, ElMessageBox } from 'element-plus'
import { useI18n } from 'vue-i18n'
import { useImportActs, type Import } from './api/use-imports'

/** Gives up an import that is not loaded: asks once, by the name of the file; tells whether it is done. */
export function useDiscard(): (one: Import) => Promise<boolean> {
  const { t } = useI18n()
  const problemText = useProblemText()
  const { discard } = useImportActs()
  return async (one) => {
    const texts = { confirmButtonText: t('imports.discard.go'), cancelButtonText: t('ui.cancel'), confirmButtonType: 'danger' as const }
    const isSure = await ElMessageBox.confirm(t('imports.discard.text', { file: one.file_name }), t('imports.discard.title'), texts).then(() => true, () => false)
    if (!isSure) return false
    try {
      await discard.mutateAsync(one)
      ElMessage.success(t('imports.discard.done', { file: one.file_name }))
      return true
    } catch (error) {
      ElMessage.error(problemText(asProblem(error)))
      return false
    }
  }
}
