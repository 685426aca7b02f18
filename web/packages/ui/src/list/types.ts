import type { Component } from 'vue'

export type RowId = number | string

export interface Column<Row> {
  key: string
  title: string
  width: number
  align?: 'end'
  /** The name that the server sorts by; without it the column cannot be sorted. */
  sort?: string
  /** Plain text of the cell; richer cells use the slot `cell-<key>`. */
  text?: (row: Row) => string | number | null | undefined
  /** Takes what is left of the width. */
  isGrowing?: boolean
  isHiddenAtFirst?: boolean
  /** Its place in the two-line row of a phone; columns without one are left out there. */
  phone?: 'title' | 'meta' | 'end'
}

export interface Choice {
  value: string
  label: string
}

export interface Filter {
  key: string
  label: string
  kind: 'choice' | 'date' | 'month' | 'text'
  icon?: Component
  choices?: Choice[]
}

export interface View {
  key: string
  label: string
  query: Record<string, string>
}

export interface BatchAction<Row> {
  key: string
  /** Says what it will do to how many: 作废 3 张账单. */
  label: (rows: Row[]) => string
  icon?: Component
  isDangerous?: boolean
  act: (rows: Row[]) => Promise<void> | void
}
