import { LibraryBig, Rows3 } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const fieldPages: PageDeclaration[] = [
  {
    name: 'field-catalogue', path: 'field-catalogue', areas: ['group'], titleKey: 'fields.catalogue', permission: 'standards.read',
    page: () => import('@console/pages/FieldCataloguePage.vue'), nav: { labelKey: 'fields.catalogue', icon: LibraryBig, group: 'manage', order: 33 },
  },
  {
    name: 'own-fields', path: 'own-fields', areas: ['group'], titleKey: 'fields.own', permission: 'standards.manage',
    page: () => import('@console/pages/OwnFieldsPage.vue'), nav: { labelKey: 'fields.own', icon: Rows3, group: 'manage', order: 34 },
  },
  {
    name: 'project-own-fields', path: 'own-fields', areas: ['project'], titleKey: 'fields.own', permission: 'standards.extend',
    page: () => import('@console/pages/OwnFieldsPage.vue'), nav: { labelKey: 'fields.own', icon: Rows3, group: 'manage', order: 66 },
  },
]
