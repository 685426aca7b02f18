import { answer, api, type components } from '@manyhold/api'
import { useNamed } from '@manyhold/i18n'
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { PROJECT_PREFIX, useEntries, type DictionaryEntry } from '@console/modules/standards/api/use-dictionaries'

export type OrderCatalogue = components['schemas']['OrderCatalogueOut']
export type OrderCategory = components['schemas']['CategoryOut']
type WordList = 'states' | 'urgencies' | 'channels' | 'reporters' | 'refusals' | 'cancellations'
interface Titled { category: string; kind: string; project_id?: number; space_label: string | null }
type What = Pick<Titled, 'category' | 'kind' | 'project_id'>
/** The projects' own kinds are asked for once somebody has met one. */
const needsOwnKinds = ref(false)

export interface OrderWords {
  catalogue: ComputedRef<OrderCatalogue | undefined>
  word: (list: WordList, code: string) => string
  what: (order: What) => string
  title: (order: Titled) => string
}

/** Everything that projects added below the categories, of all that one may see. */
export function useOwnKinds(isNeeded: ComputedRef<boolean>): ComputedRef<DictionaryEntry[]> {
  const query = useEntries(ref('workorders.category'), ref(null), isNeeded)
  return computed(() => (query.data.value ?? []).filter((one) => one.origin === 'project'))
}

/** The words of orders come with the catalogue, asked once; who changes its categories has it asked for anew. */
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
  const own = useOwnKinds(computed(() => needsOwnKinds.value))
  function ownKind(order: What): DictionaryEntry | undefined {
    if (!order.kind.startsWith(PROJECT_PREFIX)) return undefined
    if (!needsOwnKinds.value) queueMicrotask(() => (needsOwnKinds.value = true))
    return own.value.find((one) => one.code === order.kind && one.parent === order.category && (order.project_id === undefined || one.project_id === order.project_id))
  }
  function what(order: What): string {
    const first = category(order.category)
    const second = first?.kinds.find((one) => one.code === order.kind) ?? ownKind(order)
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
