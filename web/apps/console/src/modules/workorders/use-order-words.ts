import { answer, api, type components } from '@manyhold/api'
import { useNamed } from '@manyhold/i18n'
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

export type OrderCatalogue = components['schemas']['OrderCatalogueOut']
export type OrderCategory = components['schemas']['CategoryOut']
type WordList = 'states' | 'urgencies' | 'channels' | 'reporters' | 'refusals' | 'cancellations'
interface Titled { category: string; kind: string; space_label: string | null }

export interface OrderWords {
  catalogue: ComputedRef<OrderCatalogue | undefined>
  word: (list: WordList, code: string) => string
  what: (order: Pick<Titled, 'category' | 'kind'>) => string
  title: (order: Titled) => string
}

/** The words of orders come with the catalogue: asked once, for it changes with a release only. */
export function useOrderWords(): OrderWords {
  const { t } = useI18n()
  const named = useNamed()
  const query = useQuery({
    queryKey: ['work-order-catalogue'],
    staleTime: Infinity,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/work-orders/catalogue', { signal })),
  })
  const catalogue = computed(() => query.data.value)
  const category = (code: string): OrderCategory | undefined => catalogue.value?.categories.find((one) => one.code === code)
  function what(order: Pick<Titled, 'category' | 'kind'>): string {
    const first = category(order.category)
    const second = first?.kinds.find((one) => one.code === order.kind)
    return [first, second].filter((one) => one !== undefined).map(named).join(' · ')
  }
  return {
    catalogue,
    word: (list, code) => {
      const found = catalogue.value?.[list].find((one) => one.code === code)
      return found === undefined ? '' : named(found)
    },
    what,
    title: (order) => `${order.space_label ?? t('workorders.wholeProject')} ${what(order)}`,
  }
}
