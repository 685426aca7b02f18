import { computed, ref, type ComputedRef, type Ref } from 'vue'

export interface RowWindow {
  first: ComputedRef<number>
  last: ComputedRef<number>
  before: ComputedRef<number>
  after: ComputedRef<number>
  scrolled: (top: number, viewport: number) => void
}

/** Which rows of equal height are worth drawing: those in sight and a margin. `last` is exclusive. */
export function useRowWindow(count: Ref<number>, rowHeight: Ref<number>, margin = 12): RowWindow {
  const top = ref(0)
  const viewport = ref(800)
  const first = computed(() => Math.max(0, Math.min(count.value, Math.floor(top.value / rowHeight.value)) - margin))
  const last = computed(() =>
    Math.min(count.value, Math.ceil((top.value + viewport.value) / rowHeight.value) + margin),
  )
  return {
    first,
    last,
    before: computed(() => first.value * rowHeight.value),
    after: computed(() => Math.max(0, count.value - last.value) * rowHeight.value),
    scrolled(newTop, newViewport) {
      top.value = newTop
      viewport.value = newViewport
    },
  }
}
