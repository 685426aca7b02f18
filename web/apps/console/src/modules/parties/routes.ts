import { ContactRound } from '@lucide/vue'
import type { PageDeclaration } from '@console/router/types'

export const partyPages: PageDeclaration[] = [
  {
    name: 'parties', path: 'parties', areas: ['project'], titleKey: 'parties.title', permission: 'parties.read', refreshedBy: { parties: ['parties', 'spaces'] },
    page: () => import('@console/pages/PartiesPage.vue'), nav: { labelKey: 'parties.title', icon: ContactRound, group: 'records', order: 20 },
  },
]
