import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

/** Where a page lives: for the whole group, for one project, or for the person alone. */
export type Area = 'group' | 'project'

export interface NavDeclaration {
  /** Words for the entry, a key of the module's own file. */
  labelKey: string
  icon: Component
  group: 'work' | 'records' | 'manage'
  order: number
  /** Which of the bar's counts stands beside it. */
  badge?: 'approvals'
  /** In the menu for whoever holds one of these, where more people may open the page than work with it. */
  offeredTo?: string[]
}

/**
 * One page of a module. Its path is relative to `/g` or `/p/:projectId`, its name is the same in both areas,
 * which is what lets a switch of project keep the page.
 */
export interface PageDeclaration {
  name: string
  path: string
  areas: Area[]
  page: NonNullable<RouteRecordRaw['component']>
  titleKey: string
  nav?: NavDeclaration
  /** Shown to those who hold it (anywhere in the group for group pages, in the project for project pages). */
  permission?: string
  /** The page with the entry under which this one stands, which is then shown as the one that is open. */
  within?: string
  /** Only where the project has this product module switched on. */
  productModule?: string
  /** First parts of query keys that an event makes stale, by the event's name or its module's. */
  refreshedBy?: Record<string, string[]>
}
