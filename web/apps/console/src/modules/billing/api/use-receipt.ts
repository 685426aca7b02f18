import { answer, api, once } from '@manyhold/api'
import { useProblem } from '@manyhold/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, ref, watch, type Ref } from 'vue'

/**
 * Prints a payment's receipt: the print is recorded first, then its page is fetched and handed to the printer. When
 * the page fails after the record (no font, no connection), trying again fetches the recorded print and counts no other.
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
    return attempt(async () => {
      recorded.value ??= (await answer(api.POST('/api/v1/payments/{payment_id}/prints', { params: { path: { payment_id: id }, ...once() } }))).number
      void queries.invalidateQueries({ queryKey: ['payments', 'one'] })
      const page = await answer(
        api.GET('/api/v1/payments/{payment_id}/receipt.pdf', { params: { path: { payment_id: id }, query: { print: recorded.value } }, parseAs: 'blob' }),
      )
      if (url.value !== null) URL.revokeObjectURL(url.value)
      url.value = URL.createObjectURL(page as unknown as Blob)
      recorded.value = null
    })
  }

  watch(paymentId, drop)
  onScopeDispose(drop)
  return { print, url, problem, isBusy }
}
