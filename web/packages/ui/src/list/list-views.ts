import type { Problem } from '@manyhold/api'
import { inject, provide, type ComputedRef, type InjectionKey } from 'vue'

/** Which columns are hidden and how wide the others are, as a view keeps them. */
export interface ViewColumns {
  hidden: string[]
  widths: Record<string, number>
}

export type ViewPlace = 'mine' | 'project' | 'group'

/** A view that somebody saved: filters and `sort` of the address, and columns. */
export interface SavedView {
  key: string
  place: ViewPlace
  label: string
  query: Record<string, string>
  columns: ViewColumns | null
  /** Who shared it; null of one's own. */
  sharedBy: string | null
  isDefault: boolean
  mayChange: boolean
  mayRemove: boolean
}

export interface ViewContent {
  label?: string
  query?: Record<string, string>
  columns?: ViewColumns | null
}

/** The saved views of one list, and what may be done with them. Every act throws a `Problem` when it is refused. */
export interface ListViews {
  views: ComputedRef<SavedView[]>
  /** Said by the server at least once. */
  isKnown: ComputedRef<boolean>
  problem: ComputedRef<Problem | null>
  mayShareWith: ComputedRef<ViewPlace[]>
  save: (content: Required<ViewContent>) => Promise<string>
  change: (view: SavedView, content: ViewContent) => Promise<void>
  remove: (view: SavedView) => Promise<void>
  share: (view: SavedView, place: ViewPlace) => Promise<string>
  /** Take a shared view back: it is one's own again. */
  takeBack: (view: SavedView) => Promise<string>
  setDefault: (view: SavedView, isDefault: boolean) => Promise<void>
}

const LIST_VIEWS: InjectionKey<(listKey: string) => ListViews> = Symbol('list views')

/** Says where lists keep their views; called once, above all lists. */
export function provideListViews(use: (listKey: string) => ListViews): void {
  provide(LIST_VIEWS, use)
}

/** The saved views of a list; null where nobody keeps any. */
export function useListViews(listKey: string): ListViews | null {
  return inject(LIST_VIEWS, null)?.(listKey) ?? null
}

/** True when a view's filters are exactly those that are active. */
export function isSameQuery(view: Record<string, string>, active: Record<string, string>): boolean {
  const keys = Object.keys(view)
  return keys.length === Object.keys(active).length && keys.every((key) => view[key] === active[key])
}

/** True when two ways of showing columns are one, in whatever order they were said; null is the list's own way. */
export function isSameColumns(one: ViewColumns | null, other: ViewColumns | null): boolean {
  if (one === null || other === null) return one === other
  const inOrder = (columns: ViewColumns): string => JSON.stringify([[...columns.hidden].sort(), Object.entries(columns.widths).sort(([a], [b]) => (a < b ? -1 : 1))])
  return inOrder(one) === inOrder(other)
}
