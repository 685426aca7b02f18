import { ScrollText } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const auditPages: PageDeclaration[] = [
  {
    name: 'audit', path: 'audit', areas: ['group'], titleKey: 'audit.title', permission: 'audit.read',
    page: () => import('@console/pages/AuditPage.vue'), nav: { labelKey: 'audit.title', icon: ScrollText, group: 'manage', order: 40 },
  },
]
