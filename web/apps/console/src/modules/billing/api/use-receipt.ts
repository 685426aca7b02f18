import { answer, api, once } from '@manyhold/api'
import { useProblem } from '@manyhold/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, ref, watch, type Ref } from 'vue'

/**
 * Prints a payment's receipt: the print is recorded first, then its page is fetched and shown in a tab of its own, whose
 * viewer prints. When the page fails after the record (no font, no connection), trying again fetches the recorded print
 * and counts no other.
 */
export function useReceipt(paymentId: Ref<number | null>) {
  const queries = useQueryClient()
  const { problem, isBusy, attempt } = useProblem()
  const recorded = ref<number | null>(null)
  const url = ref<string | null>(null)

  function drop(): void {
    if (url.value !== null) URL.revokeObjectURL(url.value)
    url.value = null
    recorded.value = null
    problem.value = null
  }

  async function print(): Promise<boolean> {
    const id = paymentId.value
    if (id === null || isBusy.value) return false
    // Opened with the press itself: a tab opened after an answer is taken for an advertisement and blocked.
    const tab = globalThis.open('', '_blank')
    const isDone = await attempt(async () => {
      recorded.value ??= (await answer(api.POST('/api/v1/payments/{payment_id}/prints', { params: { path: { payment_id: id }, ...once() } }))).number
      void queries.invalidateQueries({ queryKey: ['payments', 'one'] })
      const page = await answer(
        api.GET('/api/v1/payments/{payment_id}/receipt.pdf', { params: { path: { payment_id: id }, query: { print: recorded.value } }, parseAs: 'blob' }),
      )
      if (url.value !== null) URL.revokeObjectURL(url.value)
      url.value = URL.createObjectURL(page as unknown as Blob)
      recorded.value = null
    })
    if (isDone && tab !== null) tab.location.href = url.value!
    else tab?.close()
    return isDone
  }

  watch(paymentId, drop)
  onScopeDispose(drop)
  return { print, url, problem, isBusy }
}
