import { answer, api, type components } from '@manyhold/api'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import type { Ref } from 'vue'
import type { ReportQuery } from '../figures'

export type GroupReport = components['schemas']['GroupReport']
export type ReportRow = GroupReport['rows'][number]
export type Figure = GroupReport['figures'][number]
export const CUTS = ['node', 'project', 'building', 'fee_item', 'month'] as const
export type Cut = (typeof CUTS)[number]

function asked(query: ReportQuery) {
  const number = (text: string | undefined): number | undefined => (text === undefined || !/^\d+$/.test(text) ? undefined : Number(text))
  return {
    by: query.by as Cut, from_period: number(query.from_period), to_period: number(query.to_period), as_of: query.as_of, tree: query.tree as GroupReport['tree'] | undefined,
    node_id: number(query.node_id), project_id: number(query.project_id),
  }
}

export function useGroupReport(query: Ref<ReportQuery>) {
  return useQuery({
    queryKey: ['reports', 'group', query],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/reports/group', { params: { query: asked(query.value) }, signal })),
  })
}

const FILE_NAME = /filename\*=UTF-8''([^;]+)/

/** The same report as a workbook, saved under the name that the server gives it. */
export async function saveReport(query: ReportQuery, language: 'zh-CN' | 'en'): Promise<void> {
  const { data, response } = await api.GET('/api/v1/reports/group.xlsx', { params: { query: { ...asked(query), language } }, parseAs: 'blob' })
  const url = URL.createObjectURL(data as unknown as Blob)
  const link = document.createElement('a')
  link.href = url
  link.download = decodeURIComponent(FILE_NAME.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'report.xlsx')
  link.click()
  // The browser reads the file after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
