import { Building2, Landmark, Network, Settings2 } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const projectPages: PageDeclaration[] = [
  {
    name: 'projects', path: 'projects', areas: ['group'], titleKey: 'projects.title', permission: 'organisation.read',
    page: () => import('@console/pages/ProjectsPage.vue'), nav: { labelKey: 'projects.title', icon: Building2, group: 'records', order: 10 },
  },
  {
    name: 'tree', path: 'tree', areas: ['group'], titleKey: 'projects.tree.title', permission: 'organisation.read',
    page: () => import('@console/pages/TreePage.vue'),
    nav: { labelKey: 'projects.tree.title', icon: Network, group: 'records', order: 20, offeredTo: ['organisation.manage', 'insights.read', 'audit.read'] },
  },
  {
    name: 'entities', path: 'legal-entities', areas: ['group'], titleKey: 'projects.entities.title', permission: 'organisation.read_entities',
    page: () => import('@console/pages/LegalEntitiesPage.vue'), nav: { labelKey: 'projects.entities.title', icon: Landmark, group: 'records', order: 30 },
  },
  {
    name: 'settings', path: 'settings', areas: ['project'], titleKey: 'projects.settings', permission: 'organisation.configure_project',
    page: () => import('@console/pages/ProjectSettingsPage.vue'), nav: { labelKey: 'projects.settings', icon: Settings2, group: 'manage', order: 60 },
  },
]
