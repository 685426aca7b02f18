import type { RouteLocationRaw } from 'vue-router'

export interface ReportLink {
  list: string
  filters: Record<string, string | number | boolean>
}

/** What the report's address says; months as the server has them (`202611`). */
export interface ReportQuery {
  by: string
  from_period?: string
  to_period?: string
  as_of?: string
  tree?: string
  node_id?: string
  project_id?: string
}

/** What the charts may show; work orders know no fee. */
export const CHART_KINDS = ['money', 'rate', 'owed', 'orders'] as const
export type ChartKind = (typeof CHART_KINDS)[number]
export function chartKinds(by: string): ChartKind[] {
  return CHART_KINDS.filter((kind) => kind !== 'orders' || by !== 'fee_item')
}

const LIST_PAGES: Record<string, string> = { bills: 'bills', 'work-orders': 'work-orders' }

/**
 * The page that shows a figure's lines under the same filters: in the project when the link names one, else in the
 * group. Nothing when there is no such page for this person.
 */
export function placeOf(link: ReportLink | undefined, within: number | null, exists: (name: string) => boolean): RouteLocationRaw | null {
  if (link === undefined) return null
  const { project_id, ...rest } = link.filters
  const query = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]))
  if (link.list === 'reports/group') return { name: 'group.report', query }
  const page = LIST_PAGES[link.list]
  if (page === undefined) return null
  const projectId = project_id ?? within
  const name = `${projectId === null ? 'group' : 'project'}.${page}`
  return exists(name) ? { name, params: projectId === null ? {} : { projectId: String(projectId) }, query } : null
}

/** Months as whole numbers to be compared and counted: `202601` is one after `202512`. */
export function addMonths(period: number, months: number): number {
  const index = Math.floor(period / 100) * 12 + (period % 100) - 1 + months
  return Math.floor(index / 12) * 100 + (index % 12) + 1
}

/** A share of 1 with four places as a percentage with one; nothing without a whole. */
export function percent(rate: string | number | null | undefined): string {
  return rate === null || rate === undefined ? '—' : `${(Math.round(Number(rate) * 1000) / 10).toFixed(1)} %`
}
