import { answer, api, ifMatch, versioned, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type PlanIn = components['schemas']['PlanIn']
/** What the client reads tells no pairs from lists: the server does. */
export type Footprint = Omit<components['schemas']['FootprintOut'], 'rings'> & { rings: number[][][] }
export type Plan = Omit<components['schemas']['PlanOut'], 'footprints'> & { footprints: Footprint[] }
export type Coordinates = components['schemas']['ReadingIn']['coordinates']

export function usePlan(projectId: Ref<number>) {
  return useQuery({
    queryKey: ['spaces', 'plan', projectId],
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/projects/{project_id}/site-plan', { params: { path: { project_id: projectId.value } }, signal })),
  })
}

/** Open orders by building, or by the place itself outside buildings. */
export function useOpenOrders(projectId: Ref<number>, isEnabled: Ref<boolean>) {
  const query = useQuery({
    queryKey: ['workorders', 'by-building', projectId],
    enabled: isEnabled,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/work-orders/open-by-building', { params: { query: { project_id: projectId.value } }, signal })),
  })
  return computed(() => new Map((query.data.value ?? []).map((one) => [one.space_id, one])))
}

export const readGeoJson = (projectId: number, coordinates: Coordinates, geojson: Record<string, unknown>) =>
  answer(api.POST('/api/v1/projects/{project_id}/site-plan/readings', { params: { path: { project_id: projectId } }, body: { coordinates, geojson } }))

export function useKeepPlan() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ projectId, body, etag }: { projectId: number; body: PlanIn; etag: string | null }) => answer(api.PUT('/api/v1/projects/{project_id}/site-plan', { params: { path: { project_id: projectId } }, body, headers: ifMatch(etag) })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['spaces', 'plan'] }),
  })
}
