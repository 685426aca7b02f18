import { Building, Map as MapIcon } from '@lucide/vue'
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
  {
    name: 'site-plan', path: 'site-plan', areas: ['project'], titleKey: 'spaces.plan.title', permission: 'spaces.read',
    page: () => import('@console/pages/SitePlanPage.vue'), nav: { labelKey: 'spaces.plan.title', icon: MapIcon, group: 'records', order: 15 },
    refreshedBy: { workorders: ['workorders'] },
  },
]
