import { answer, api, ifMatch, once, useList, versioned, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { ownAsked } from '@console/modules/fields/own'
import { computed, ref, type ComputedRef, type Ref } from 'vue'

export type Space = components['schemas']['SpaceOut']
export type SpaceDetailed = components['schemas']['SpaceDetail']
export type SpaceIn = components['schemas']['SpaceIn']
export type SpaceChange = components['schemas']['SpaceChange']
export type TreeSpace = components['schemas']['TreeSpace']
export type GridRoom = components['schemas']['GridRoom']
export type BuildingPicture = components['schemas']['BuildingGrid']
type Query = Record<string, string | number | undefined>

export function useSpaces(projectId: Ref<number>, query: Ref<Query>): ListSource<Space> {
  return useList<Space>({
    key: 'spaces',
    query: computed(() => ({ ...query.value, project_id: projectId.value })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/spaces', { params: { query: ownAsked(asked) }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/spaces/count', { params: { query: ownAsked(asked) }, signal })),
  })
}

/** Phases, buildings, parking areas and units, each with the number of its rooms: asked once. */
export function useSpaceTree(projectId: Ref<number>, isEnabled: Ref<boolean> = ref(true)) {
  return useQuery({
    queryKey: ['spaces', 'tree', projectId],
    enabled: isEnabled,
    staleTime: 60_000,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/spaces/tree', { params: { query: { project_id: projectId.value } }, signal })),
  })
}

/** A project's buildings as choices of a filter; none in the group. */
export function useBuildings(projectId: Ref<number | null>): ComputedRef<{ value: string; label: string }[]> {
  const tree = useQuery({
    queryKey: ['spaces', 'tree', computed(() => projectId.value ?? 0)],
    staleTime: 60_000,
    enabled: computed(() => projectId.value !== null),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/spaces/tree', { params: { query: { project_id: projectId.value ?? 0 } }, signal })),
  })
  const buildings = (spaces: TreeSpace[]): TreeSpace[] => spaces.flatMap((one) => (one.kind === 'building' ? [one] : buildings(one.children)))
  return computed(() => buildings(tree.data.value ?? []).map((one) => ({ value: String(one.id), label: one.label })))
}

export function useBuildingGrid(buildingId: Ref<number | null>) {
  return useQuery({
    queryKey: ['spaces', 'grid', buildingId],
    enabled: computed(() => buildingId.value !== null),
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/spaces/{space_id}/grid', { params: { path: { space_id: buildingId.value ?? 0 } }, signal })),
  })
}

/** All edits of a building in one call: done together or not at all. */
export function useBuildingEdit() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body, etag }: { id: number; body: components['schemas']['BuildingEdit']; etag: string | null }) =>
      answer(api.POST('/api/v1/spaces/{space_id}/edits', { params: { path: { space_id: id }, header: { ...once().header, ...ifMatch(etag) } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['spaces'] }),
  })
}

export function useSpace(id: Ref<number>) {
  return useQuery({
    queryKey: ['spaces', 'one', id],
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/spaces/{space_id}', { params: { path: { space_id: id.value } }, signal })),
  })
}

/** Who holds a place today, the contacts first, masked. */
export function useHousehold(id: Ref<number>, isEnabled: Ref<boolean>) {
  return useQuery({
    queryKey: ['parties', 'household', id],
    enabled: isEnabled,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/spaces/{space_id}/household', { params: { path: { space_id: id.value } }, signal })),
  })
}

export function useSpaceActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['spaces'] })
  return {
    add: useMutation({
      mutationFn: ({ body, key }: { body: SpaceIn; key: string }) => answer(api.POST('/api/v1/spaces', { params: once(key), body })),
      onSuccess: freshen,
    }),
    change: useMutation({
      mutationFn: ({ id, body, etag }: { id: number; body: SpaceChange; etag: string | null }) => answer(api.PATCH('/api/v1/spaces/{space_id}', { params: { path: { space_id: id } }, body, headers: ifMatch(etag) })),
      onSettled: freshen,
    }),
  }
}

/** Spaces of a project by their label, their code or 3-2-1803, the likeliest first. */
export async function findSpaces(projectId: number, text: string): Promise<Space[]> {
  return (await answer(api.GET('/api/v1/spaces', { params: { query: { project_id: projectId, q: text, limit: 20 } } }))).items
}
