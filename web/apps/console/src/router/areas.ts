import type { RouteLocationNormalizedLoaded, RouteLocationRaw } from 'vue-router'
import type { Area } from './types'

export function areaName(area: Area, page: string): string {
  return `${area}.${page}`
}

/** The same page in another project or in the group; a page that is not there gives way to its home. */
export function sameElsewhere(
  route: RouteLocationNormalizedLoaded,
  projectId: number | null,
  exists: (name: string) => boolean,
): RouteLocationRaw {
  const area: Area = projectId === null ? 'group' : 'project'
  const page = typeof route.meta.page === 'string' ? route.meta.page : 'home'
  // The record of one project means nothing in another: from a record, go to its list.
  const list = typeof route.meta.listPage === 'string' ? route.meta.listPage : page
  const name = exists(areaName(area, list)) ? areaName(area, list) : areaName(area, 'home')
  return { name, params: projectId === null ? {} : { projectId: String(projectId) } }
}
