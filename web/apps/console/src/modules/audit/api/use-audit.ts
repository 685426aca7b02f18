import { answer, api, useList, type components, type ListSource } from '@manyhold/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type AuditEntry = components['schemas']['AuditEntryOut']

export function useAudit(query: Ref<Record<string, string | number | undefined>>): ListSource<AuditEntry> {
  // A day is meant as the reader lives it: from its first moment to the first of the next.
  const moment = (day: string | number | undefined, shift = 0): string | undefined => {
    if (day === undefined) return undefined
    const midnight = new Date(`${day}T00:00:00`)
    midnight.setDate(midnight.getDate() + shift)
    return midnight.toISOString()
  }
  return useList<AuditEntry>({
    key: 'audit',
    query: computed(() => {
      const { from, to, ...rest } = query.value
      return { ...rest, from: moment(from), to: moment(to, 1) }
    }),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/audit-entries', { params: { query: asked }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/audit-entries/count', { params: { query: asked }, signal })),
  })
}

export function useAuditEntry(id: Ref<number>) {
  return useQuery({
    queryKey: ['audit', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/audit-entries/{entry_id}', { params: { path: { entry_id: id.value } }, signal })),
  })
}
