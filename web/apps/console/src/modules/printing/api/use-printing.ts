import { answer, api, ifMatch, once, useList, type components, type ListSource } from '@manyhold/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

type Schemas = components['schemas']
export type Template = Schemas['TemplateOut']
export type Layout = Schemas['Layout']
export type Block = Schemas['Block']
export type Catalogue = Schemas['CatalogueOut']
export type PrintKind = Schemas['PrintKindOut']
export type Paper = Schemas['PaperOut']
export type PaperCode = Paper['code']
export type Form = Schemas['FormOut']
export type Printer = Schemas['PrinterOut']
export type Stock = Schemas['StockOut']
export type PrintRun = Schemas['PrintRunOut']
export type PrintRow = Schemas['PrintRow']
export type PreviewIn = Schemas['PreviewIn']
type Query = Record<string, string | number | undefined>

/** What can be printed and on what; it changes with a release only. */
export function useCatalogue() {
  return useQuery({ queryKey: ['print-kinds'], staleTime: Infinity, queryFn: ({ signal }) => answer(api.GET('/api/v1/print-kinds', { signal })) })
}

export function useTemplates() {
  return useQuery({ queryKey: ['print-templates', 'list'], queryFn: ({ signal }) => answer(api.GET('/api/v1/print-templates', { signal })) })
}

export function useTemplate(id: Ref<number | null>) {
  return useQuery({
    queryKey: ['print-templates', 'one', id],
    enabled: () => id.value !== null,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/print-templates/{template_id}', { params: { path: { template_id: id.value! } }, signal })),
  })
}

export const fetchStarter = (kind: string, paper: PaperCode): Promise<Layout> => answer(api.GET('/api/v1/print-templates/starter', { params: { query: { kind, paper } } }))

/** The layout as a picture or as the PDF. */
export async function drawPreview(body: PreviewIn, form: 'png' | 'pdf', signal?: AbortSignal): Promise<Blob> {
  const drawn = await answer(api.POST('/api/v1/print-templates/preview', { params: { query: { form } }, body, parseAs: 'blob', signal }))
  return drawn as unknown as Blob
}

export function useTemplateActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['print-templates'] })
  return {
    draft: useMutation({ mutationFn: ({ body, key }: { body: Schemas['TemplateIn']; key: string }) => answer(api.POST('/api/v1/print-templates', { params: once(key), body })), onSuccess: freshen }),
    change: useMutation({
      mutationFn: ({ template, body }: { template: Template; body: Schemas['TemplateChange'] }) => answer(api.PUT('/api/v1/print-templates/{template_id}', { params: { path: { template_id: template.id } }, body, headers: ifMatch(`"${template.revision}"`) })),
      onSettled: freshen,
    }),
    publish: useMutation({
      mutationFn: ({ id, startsOn, key }: { id: number; startsOn: string; key: string }) => answer(api.POST('/api/v1/print-templates/{template_id}/publish', { params: { path: { template_id: id }, ...once(key) }, body: { starts_on: startsOn } })),
      onSettled: freshen,
    }),
    end: useMutation({
      mutationFn: ({ template, endsOn }: { template: Template; endsOn: string }) => answer(api.PATCH('/api/v1/print-templates/{template_id}', { params: { path: { template_id: template.id } }, body: { ends_on: endsOn }, headers: ifMatch(`"${template.revision}"`) })),
      onSettled: freshen,
    }),
    discard: useMutation({ mutationFn: (id: number) => answer(api.DELETE('/api/v1/print-templates/{template_id}', { params: { path: { template_id: id } } })), onSettled: freshen }),
  }
}

/** What documents of a kind are printed along in a project today, the default first. */
export function useForms(kind: Ref<string>, projectId: Ref<number | null>, isEnabled: Ref<boolean>) {
  return useQuery({
    queryKey: ['print-forms', kind, projectId],
    enabled: () => isEnabled.value && projectId.value !== null,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/print-forms', { params: { query: { kind: kind.value, project_id: projectId.value! } }, signal })),
  })
}

export function usePrinters(projectId: Ref<number | null>, isEnabled?: Ref<boolean>) {
  return useQuery({
    queryKey: ['printers', projectId],
    enabled: () => projectId.value !== null && (isEnabled?.value ?? true),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/printers', { params: { query: { project_id: projectId.value! } }, signal })),
  })
}

export function usePrinterActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['printers'] })
  return {
    add: useMutation({ mutationFn: ({ body, key }: { body: Schemas['PrinterIn']; key: string }) => answer(api.POST('/api/v1/printers', { params: once(key), body })), onSuccess: freshen }),
    change: useMutation({
      mutationFn: ({ printer, body }: { printer: Printer; body: Schemas['PrinterChange'] }) => answer(api.PUT('/api/v1/printers/{printer_id}', { params: { path: { printer_id: printer.id } }, body, headers: ifMatch(`"${printer.revision}"`) })),
      onSettled: freshen,
    }),
    remove: useMutation({ mutationFn: (id: number) => answer(api.DELETE('/api/v1/printers/{printer_id}', { params: { path: { printer_id: id } } })), onSettled: freshen }),
  }
}
export const testPageUrl = (id: number): string => `/api/v1/printers/${id}/test.pdf`

export function useMarks(projectId: Ref<number | null>) {
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: ['print-marks', projectId],
    enabled: () => projectId.value !== null,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/projects/{project_id}/print-marks', { params: { path: { project_id: projectId.value! } }, signal })),
  })
  const keep = useMutation({
    mutationFn: (body: Schemas['MarksIn']) => answer(api.PUT('/api/v1/projects/{project_id}/print-marks', { params: { path: { project_id: projectId.value! } }, body, headers: query.data.value?.revision ? ifMatch(`"${query.data.value.revision}"`) : {} })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['print-marks'] }),
  })
  return { query, keep }
}

export function useStocks(projectId: Ref<number | null>, isEnabled?: Ref<boolean>) {
  return useQuery({
    queryKey: ['paper-stocks', projectId],
    enabled: () => projectId.value !== null && (isEnabled?.value ?? true),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/paper-stocks', { params: { query: { project_id: projectId.value! } }, signal })),
  })
}

/** The sheets of a stock that are no longer blank, the latest 50. */
export function useSheets(stockId: Ref<number | null>) {
  return useQuery({
    queryKey: ['paper-stocks', 'sheets', stockId],
    enabled: () => stockId.value !== null,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/paper-stocks/{stock_id}/sheets', { params: { path: { stock_id: stockId.value! }, query: { limit: 50 } }, signal })),
  })
}

export function useStockActs() {
  const queries = useQueryClient()
  const freshen = () => queries.invalidateQueries({ queryKey: ['paper-stocks'] })
  return {
    takeIn: useMutation({ mutationFn: ({ body, key }: { body: Schemas['StockIn']; key: string }) => answer(api.POST('/api/v1/paper-stocks', { params: once(key), body })), onSuccess: freshen }),
    declareVoid: useMutation({
      mutationFn: ({ id, body, key }: { id: number; body: Schemas['VoidIn']; key: string }) => answer(api.POST('/api/v1/paper-stocks/{stock_id}/voids', { params: { path: { stock_id: id }, ...once(key) }, body })),
      onSettled: freshen,
    }),
  }
}

export function usePrints(projectId: Ref<number | null>, query: Ref<Query>): ListSource<PrintRow> {
  return useList<PrintRow>({
    key: 'prints',
    query: computed(() => (projectId.value === null ? query.value : { ...query.value, project_id: projectId.value })),
    fetchPage: (asked, signal) => answer(api.GET('/api/v1/prints', { params: { query: asked }, signal })),
    fetchCount: (asked, signal) => answer(api.GET('/api/v1/prints/count', { params: { query: asked }, signal })),
  })
}
