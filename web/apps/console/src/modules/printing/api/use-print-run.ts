import { answer, api, newIdempotencyKey, once, type components } from '@manyhold/api'
import { useProblem } from '@manyhold/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, ref } from 'vue'
import type { PrintRun } from './use-printing'

export type PrintIn = components['schemas']['PrintIn']
const PAUSE_MS = 700

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))

/**
 * Prints documents: the prints are recorded first, then their pages are fetched and shown in a tab of their own, whose
 * viewer prints. Many are drawn by a job, for which it waits. When the pages fail after the record, trying again fetches
 * the recorded run and counts no other.
 */
export function usePrintRun() {
  const queries = useQueryClient()
  const { problem, isBusy, attempt } = useProblem()
  const run = ref<PrintRun | null>(null)
  const url = ref<string | null>(null)
  let isOver = false
  let key = newIdempotencyKey()

  function drop(): void {
    if (url.value !== null) URL.revokeObjectURL(url.value)
    url.value = null
    run.value = null
    problem.value = null
    key = newIdempotencyKey()
  }

  async function drawn(id: number): Promise<void> {
    while (!isOver && run.value?.state === 'drawing') {
      await pause()
      run.value = await answer(api.GET('/api/v1/print-runs/{print_run_id}', { params: { path: { print_run_id: id } } }))
    }
  }

  async function print(wanted: PrintIn): Promise<boolean> {
    // Opened with the press itself: a tab opened after an answer is taken for an advertisement and blocked.
    const tab = globalThis.open('', '_blank')
    const isDone = await attempt(async () => {
      run.value ??= await answer(api.POST('/api/v1/print-runs', { params: once(key), body: wanted }))
      for (const stale of ['payments', 'prints', 'paper-stocks']) void queries.invalidateQueries({ queryKey: [stale] })
      await drawn(run.value.id)
      const page = await answer(api.GET('/api/v1/print-runs/{print_run_id}/pages.pdf', { params: { path: { print_run_id: run.value.id } }, parseAs: 'blob' }))
      if (url.value !== null) URL.revokeObjectURL(url.value)
      url.value = URL.createObjectURL(page as unknown as Blob)
    })
    if (isDone && tab !== null) tab.location.href = url.value!
    else tab?.close()
    return isDone
  }

  onScopeDispose(() => {
    isOver = true
    if (url.value !== null) setTimeout((old: string) => URL.revokeObjectURL(old), 60_000, url.value)
  })
  return { print, drop, run, url, problem, isBusy }
}
