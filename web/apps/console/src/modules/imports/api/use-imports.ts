import { answer, api, ifMatch, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { gathered } from '../gathered'
import { isBusy } from '../steps'

type Shapes = components['schemas']
export type Import = Shapes['ImportOut']
export type ImportDetail = Shapes['ImportDetail']
export type Sheet = Shapes['SheetOut']
export type SheetIn = Shapes['SheetIn']
export type SheetColumn = Shapes['ColumnOut']
export type Target = string
export type Counts = Shapes['Counts']
export type ControlTotals = Shapes['ControlTotals-Input']
export type Field = Shapes['FieldOut']
export type FieldCatalogue = Shapes['FieldCatalogueOut']
export type RowProblem = Shapes['RowProblemOut'] & { id: string }
export type Change = Shapes['ChangeOut'] & { id: string }
export type StagedPerson = Shapes['StagedPersonOut'] & { id: string }
export type Reference = Shapes['ReferenceOut']
type Query = Record<string, string | number | undefined>

/** The imports' own kind: rooms, owners, parking. */
export const TAKEOVER = 'takeover'

/** The kinds of workbook that modules take beside it. */
export function useImportKinds() {
  return useQuery({ queryKey: ['import-kinds'], staleTime: Infinity, queryFn: ({ signal }) => answer(api.GET('/api/v1/import-kinds', { signal })) })
}

export function useImports(projectId: Ref<number>): ListSource<Import> {
  return useList<Import>({
    key: 'imports',
    query: computed(() => ({ project_id: projectId.value })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/imports', { params: { query: asked }, signal })),
  })
}

/** One import; while a job is at work on it, it is looked at every second. */
export function useImport(id: Ref<number>) {
  return useQuery({
    queryKey: ['imports', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/imports/{import_id}', { params: { path: { import_id: id.value } }, signal })),
    refetchInterval: ({ state }) => (state.data !== undefined && isBusy(state.data) ? 1000 : false),
  })
}

/** What a column may hold: asked once, for it changes with a release only. */
export function useFields(kind: Ref<string>) {
  return useQuery({ queryKey: ['import-fields', kind], staleTime: Infinity, queryFn: ({ signal }) => answer(api.GET('/api/v1/import-fields', { params: { query: { kind: kind.value } }, signal })) })
}

/** `run` tells one check from the next, so that lists of the last one are not shown for it. */
export function useRowProblems(id: Ref<number>, run: Ref<string>, query: Ref<Query>): ListSource<RowProblem> {
  return useList<RowProblem>({
    key: 'import-problems',
    query: computed(() => ({ ...query.value, id: id.value, run: run.value })),
    fetchPage: ({ severity, cursor: from, id: of }, signal) =>
      gathered(from, (cursor) => answer(api.GET('/api/v1/imports/{import_id}/problems', { params: { path: { import_id: Number(of) }, query: { severity: severity as 'error' | 'warning' | undefined, cursor } }, signal }))),
  })
}

export function useChanges(id: Ref<number>, run: Ref<string>, query: Ref<Query>): ListSource<Change> {
  return useList<Change>({
    key: 'import-changes',
    query: computed(() => ({ ...query.value, id: id.value, run: run.value })),
    fetchPage: ({ action, cursor: from, limit, id: of }, signal) =>
      gathered(from, (cursor) => answer(api.GET('/api/v1/imports/{import_id}/changes', { params: { path: { import_id: Number(of) }, query: { action: action as 'create' | 'change' | undefined, cursor, limit: Number(limit) } }, signal }))),
  })
}

export function useStagedPeople(id: Ref<number>, run: Ref<string>): ListSource<StagedPerson> {
  return useList<StagedPerson>({
    key: 'import-people',
    query: computed(() => ({ id: id.value, run: run.value })),
    fetchPage: ({ cursor: from, id: of }, signal) => gathered(from, (cursor) => answer(api.GET('/api/v1/imports/{import_id}/people', { params: { path: { import_id: Number(of) }, query: { cursor } }, signal }))),
  })
}

/** What stands in the way of a reversal; asked when somebody thinks of it. */
export function useReferences(id: Ref<number>, isEnabled: Ref<boolean>) {
  return useQuery({
    queryKey: ['imports', 'references', id],
    enabled: isEnabled,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/imports/{import_id}/references', { params: { path: { import_id: id.value } }, signal })),
  })
}

export const setAsideUrl = (id: number, language: string): string => `/api/v1/imports/${id}/set-aside.xlsx?language=${language === 'en' ? 'en' : 'zh'}`

export function useImportActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['imports'] })
  const params = (id: number, key: string) => ({ path: { import_id: id }, ...once(key) })
  return {
    upload: useMutation({
      mutationFn: ({ projectId, file, kind }: { projectId: number; file: File; kind: string }) => {
        const body = new FormData()
        body.append('project_id', String(projectId))
        body.append('kind', kind)
        body.append('file', file, file.name)
        return answer(api.POST('/api/v1/imports', { body: body as unknown as { project_id: number; file: string; kind: string }, bodySerializer: (form) => form }))
      },
      // Not waited for: the form of an empty list is gone as soon as the list is not empty, and has to say what it made.
      onSuccess: () => void freshen(),
    }),
    setSheet: useMutation({
      mutationFn: ({ id, sheet, body }: { id: number; sheet: Sheet; body: SheetIn }) =>
        answer(api.PUT('/api/v1/imports/{import_id}/sheets/{number}', { params: { path: { import_id: id, number: sheet.number } }, body, headers: ifMatch(`"${sheet.revision}"`) })),
      onSettled: freshen,
    }),
    check: useMutation({
      mutationFn: ({ id, key, totals }: { id: number; key: string; totals: ControlTotals }) => answer(api.POST('/api/v1/imports/{import_id}/check', { params: params(id, key), body: { control_totals: totals } })),
      onSettled: freshen,
    }),
    load: useMutation({
      mutationFn: ({ id, key, totals, accepts }: { id: number; key: string; totals: ControlTotals; accepts: boolean }) => answer(api.POST('/api/v1/imports/{import_id}/load', { params: params(id, key), body: { control_totals: totals, accept_warnings: accepts } })),
      onSettled: freshen,
    }),
    discard: useMutation({
      mutationFn: ({ id, revision }: Pick<Import, 'id' | 'revision'>) => answer(api.DELETE('/api/v1/imports/{import_id}', { params: { path: { import_id: id } }, headers: ifMatch(`"${revision}"`) })),
      // Not waited for: the page of an import that is gone has nothing to read anew.
      onSettled: () => void queries.invalidateQueries({ queryKey: ['imports'], refetchType: 'none' }),
    }),
    reverse: useMutation({
      mutationFn: ({ id, key }: { id: number; key: string }) => answer(api.POST('/api/v1/imports/{import_id}/reverse', { params: params(id, key) })),
      onSettled: freshen,
    }),
  }
}
