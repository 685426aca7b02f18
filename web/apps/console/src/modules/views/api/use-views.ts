import { answer, api, asProblem, ifMatch, once, type components } from '@manyhold/api'
import type { ListViews, SavedView, ViewPlace } from '@manyhold/ui'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { usePlace } from '@console/modules/session/use-place'

type ViewOut = components['schemas']['ViewOut']
const FRESH_FOR_MS = 300_000

const keyOf = (one: ViewOut): string => `${one.place}-${one.id}`
const shown = (one: ViewOut): SavedView & { id: number; etag: string } => ({
  key: keyOf(one),
  id: one.id,
  etag: `"${one.revision}"`,
  place: one.place,
  label: one.name,
  query: one.query,
  columns: one.columns === null ? null : { hidden: one.columns.hidden ?? [], widths: one.columns.widths ?? {} },
  sharedBy: one.shared_by,
  isDefault: one.is_default,
  mayChange: one.may_change,
  mayRemove: one.may_remove,
})

/** The saved views of one list where the page stands: one's own, the project's, the group's. */
export function useServerViews(listKey: string): ListViews {
  const queries = useQueryClient()
  const { projectId } = usePlace()
  const queryKey = ['views', listKey, projectId]
  const known = useQuery({
    queryKey, staleTime: FRESH_FOR_MS,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/views', { params: { query: { list_key: listKey, project_id: projectId.value ?? undefined } }, signal })),
  })
  const views = computed(() => (known.data.value?.items ?? []).map(shown))
  const itself = (view: SavedView) => views.value.find((one) => one.key === view.key)!
  const learn = () => queries.invalidateQueries({ queryKey: ['views', listKey] })
  async function then<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } finally {
      await learn()
    }
  }
  const save: ListViews['save'] = ({ label, query, columns }) =>
    then(async () => keyOf(await answer(api.POST('/api/v1/views', { params: once(), body: { list_key: listKey, name: label, query, columns } }))))
  const change: ListViews['change'] = (view, { label, query, columns }) =>
    then(async () => {
      const { id, etag, place } = itself(view)
      const more = { body: { name: label, query, columns }, headers: ifMatch(etag) }
      if (place === 'mine') await answer(api.PATCH('/api/v1/views/{view_id}', { params: { path: { view_id: id } }, ...more }))
      else if (place === 'project') await answer(api.PATCH('/api/v1/views/projects/{project_view_id}', { params: { path: { project_view_id: id } }, ...more }))
      else await answer(api.PATCH('/api/v1/views/group/{group_view_id}', { params: { path: { group_view_id: id } }, ...more }))
    })
  async function removed({ id, place }: { id: number; place: ViewPlace }): Promise<void> {
    if (place === 'mine') await answer(api.DELETE('/api/v1/views/{view_id}', { params: { path: { view_id: id } } }))
    else if (place === 'project') await answer(api.DELETE('/api/v1/views/projects/{project_view_id}', { params: { path: { project_view_id: id } } }))
    else await answer(api.DELETE('/api/v1/views/group/{group_view_id}', { params: { path: { group_view_id: id } } }))
  }
  async function shared(id: number, place: ViewPlace): Promise<ViewOut> {
    if (place === 'group') return answer(api.POST('/api/v1/views/group', { params: once(), body: { view_id: id } }))
    return answer(api.POST('/api/v1/views/projects', { params: once(), body: { view_id: id, project_id: projectId.value! } }))
  }
  return {
    views,
    isKnown: computed(() => known.data.value !== undefined),
    problem: computed(() => (known.error.value === null ? null : asProblem(known.error.value))),
    mayShareWith: computed(() => [
      ...(known.data.value?.may_share_with_project ? (['project'] as const) : []),
      ...(known.data.value?.may_share_with_group ? (['group'] as const) : []),
    ]),
    save,
    change,
    remove: (view) => then(() => removed(itself(view))),
    share: (view, place) => then(async () => keyOf(await shared(itself(view).id, place))),
    // First one's own, then the shared one is gone: broken off between the two, nothing is lost.
    takeBack: (view) =>
      then(async () => {
        const gone = itself(view)
        const own = await answer(api.POST('/api/v1/views', { params: once(), body: { list_key: listKey, name: view.label, query: view.query, columns: view.columns } }))
        await removed(gone)
        return keyOf(own)
      }),
    setDefault: (view, isDefault) =>
      then(async () => {
        const path = { list_key: listKey }
        if (isDefault) await answer(api.PUT('/api/v1/views/defaults/{list_key}', { params: { path }, body: { place: view.place, view_id: itself(view).id } }))
        else await answer(api.DELETE('/api/v1/views/defaults/{list_key}', { params: { path } }))
      }),
  }
}
