import { answer, api, type components } from '@manyhold/api'
import { useQuery } from '@tanstack/vue-query'
import { type Ref } from 'vue'

export type GroupReport = components['schemas']['GroupReport']

/** Figures of the group by project, or of one project when it is named: the present month, and a year of months. */
export function useReport(projectId: Ref<number | null>, isEnabled: Ref<boolean>) {
  return useQuery({
    queryKey: ['reports', 'home', projectId],
    staleTime: 60_000,
    enabled: isEnabled,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/reports/group', { params: { query: { by: 'project', project_id: projectId.value ?? undefined } }, signal })),
  })
}
