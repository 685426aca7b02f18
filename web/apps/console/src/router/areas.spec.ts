import { describe, expect, it } from 'vitest'
import type { RouteLocationNormalizedLoaded } from 'vue-router'
import { sameElsewhere } from './areas'

const on = (page: string, listPage?: string) => ({ meta: { page, listPage } }) as unknown as RouteLocationNormalizedLoaded
const all = (): boolean => true

describe('sameElsewhere', () => {
  it('keeps the page when the project changes', () => expect(sameElsewhere(on('parties'), 7, all)).toEqual({ name: 'project.parties', params: { projectId: '7' } }))
  it('goes from a record to its list', () => expect(sameElsewhere(on('space', 'spaces'), 7, all)).toEqual({ name: 'project.spaces', params: { projectId: '7' } }))
  it('gives way to the home where the page is not', () => expect(sameElsewhere(on('parties'), null, (name) => name !== 'group.parties')).toEqual({ name: 'group.home', params: {} }))
  it('starts at home from a page that is in no area', () => expect(sameElsewhere({ meta: {} } as RouteLocationNormalizedLoaded, 7, all)).toEqual({ name: 'project.home', params: { projectId: '7' } }))
})
