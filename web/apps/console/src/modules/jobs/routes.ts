import { ListTodo } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const jobPages: PageDeclaration[] = [
  {
    name: 'jobs', path: 'jobs', areas: ['group', 'project'], titleKey: 'jobs.title', permission: 'jobs.read',
    page: () => import('@console/pages/JobsPage.vue'), nav: { labelKey: 'jobs.title', icon: ListTodo, group: 'manage', order: 50 },
  },
]
