import { asProblem, type Problem } from '@manyhold/api'
import { ref, type Ref } from 'vue'

/** One act outside a form: busy while it runs, and what went wrong is kept to be shown. True when it was done. */
export function useProblem(): { problem: Ref<Problem | null>; isBusy: Ref<boolean>; attempt: (act: () => Promise<unknown>) => Promise<boolean> } {
  const problem = ref<Problem | null>(null)
  const isBusy = ref(false)
  async function attempt(act: () => Promise<unknown>): Promise<boolean> {
    isBusy.value = true
    problem.value = null
    try {
      await act()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { problem, isBusy, attempt }
}
