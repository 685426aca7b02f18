import { Building } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const spacePages: PageDeclaration[] = [
  {
    name: 'spaces', path: 'spaces', areas: ['project'], titleKey: 'spaces.title', permission: 'spaces.read',
    page: () => import('@console/pages/SpacesPage.vue'), nav: { labelKey: 'spaces.title', icon: Building, group: 'records', order: 10 },
  },
  {
    name: 'space', path: 'spaces/:id(\\d+)', areas: ['project'], titleKey: 'spaces.one', permission: 'spaces.read',
    page: () => import('@console/pages/SpacePage.vue'),
  },
]
