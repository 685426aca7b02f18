import { FileSignature } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const agreementPages: PageDeclaration[] = [
  {
    name: 'agreements', path: 'agreements', areas: ['project', 'group'], titleKey: 'agreements.title', permission: 'agreements.read', productModule: 'agreements',
    page: () => import('@console/pages/AgreementsPage.vue'), nav: { labelKey: 'agreements.title', icon: FileSignature, group: 'records', order: 35 },
  },
]
