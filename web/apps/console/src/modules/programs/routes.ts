import { BookOpen, Cable, Webhook } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const programPages: PageDeclaration[] = [
  {
    name: 'api-clients', path: 'api-clients', areas: ['group'], titleKey: 'programs.title', permission: 'access.manage_clients',
    page: () => import('@console/pages/ApiClientsPage.vue'), nav: { labelKey: 'programs.title', icon: Cable, group: 'manage', order: 60 },
  },
  {
    name: 'webhooks', path: 'webhooks', areas: ['group'], titleKey: 'programs.hooks.title', permission: 'webhooks.manage',
    page: () => import('@console/pages/WebhooksPage.vue'), nav: { labelKey: 'programs.hooks.title', icon: Webhook, group: 'manage', order: 61 },
  },
  {
    name: 'api-docs', path: 'api-docs', areas: ['group'], titleKey: 'programs.docs.title', permission: 'access.manage_clients',
    page: () => import('@console/pages/ApiDocsPage.vue'), nav: { labelKey: 'programs.docs.title', icon: BookOpen, group: 'manage', order: 62 },
  },
]
