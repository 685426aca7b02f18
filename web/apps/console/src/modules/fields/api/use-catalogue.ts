import { answer, api, ifMatch, type components } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'

export type CatalogueEntry = components['schemas']['CatalogueEntryOut']
export type FieldNoteIn = components['schemas']['FieldNoteIn']
/** An entry as a list wants it: with an id of its own. */
export type CatalogueRow = CatalogueEntry & { id: string }
export const SENSITIVITIES = ['public', 'internal', 'personal', 'sensitive'] as const

export function useDataObjects() {
  return useQuery({ queryKey: ['field-catalogue', 'objects'], staleTime: 600_000, queryFn: ({ signal }) => answer(api.GET('/api/v1/field-catalogue/objects', { signal })) })
}

export function useCatalogue() {
  return useQuery({
    queryKey: ['field-catalogue', 'list'],
    queryFn: async ({ signal }): Promise<CatalogueRow[]> =>
      (await answer(api.GET('/api/v1/field-catalogue', { signal }))).map((one) => ({ ...one, id: `${one.object}.${one.name}` })),
  })
}

export function useKeepNote() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ entry, body }: { entry: CatalogueEntry; body: FieldNoteIn }) =>
      answer(api.PUT('/api/v1/field-catalogue/{data}/{field}', {
        params: { path: { data: entry.object, field: entry.name } }, body, ...(entry.revision > 0 ? { headers: ifMatch(`"${entry.revision}"`) } : {}),
      })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['field-catalogue', 'list'] }),
  })
}
