import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'

export interface NavEntry {
  key: string
  label: string
  icon: Component
  to: RouteLocationRaw
  isActive: boolean
  badge?: number
}

export interface NavGroup {
  key: string
  label: string | null
  entries: NavEntry[]
}

export interface Place {
  id: number
  name: string
  code: string
  kind: string
  /** Company and regions above it, from the top. */
  path: string[]
}

export interface SearchHit {
  key: string
  kindLabel: string
  icon: Component
  title: string
  subtitle: string
  to: RouteLocationRaw
}
