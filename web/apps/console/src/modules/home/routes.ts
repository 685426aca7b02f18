import { House } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const homePages: PageDeclaration[] = [
  {
    name: 'home', path: 'home', areas: ['group'], titleKey: 'home.group', page: () => import('@console/pages/GroupHomePage.vue'),
    nav: { labelKey: 'home.group', icon: House, group: 'work', order: 0 },
  },
  {
    name: 'home', path: 'home', areas: ['project'], titleKey: 'home.project', page: () => import('@console/pages/ProjectHomePage.vue'),
    nav: { labelKey: 'home.project', icon: House, group: 'work', order: 0 },
  },
]
