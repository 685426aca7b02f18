import { KeyRound, UsersRound } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const peoplePages: PageDeclaration[] = [
  {
    name: 'people', path: 'people', areas: ['group', 'project'], titleKey: 'people.title', permission: 'identity.read',
    page: () => import('@console/pages/PeoplePage.vue'), nav: { labelKey: 'people.title', icon: UsersRound, group: 'manage', order: 10 },
  },
  {
    name: 'roles', path: 'roles', areas: ['group'], titleKey: 'people.roles.title', permission: 'access.read',
    page: () => import('@console/pages/RolesPage.vue'), nav: { labelKey: 'people.roles.title', icon: KeyRound, group: 'manage', order: 20 },
  },
]
